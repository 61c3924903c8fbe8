import { guardsOf } from './guard.ts'

const unit = ['lib/domain/trace.test.ts']
const across = ['test/protocols/across/traces.test.ts']

/** Traces from publisher to consumer, in the words of each. */
export const tracesGuards = [
  ...guardsOf('lib/domain/trace.ts', unit, [
    ['of our own version nothing follows', "version === '00' && more !== undefined", 'false'],
    ['a line has its limit', 'taken + field.length > limits.traceCharactersMax', 'false'],
    ['other flags are kept', 'plainFlags.has(flags)', 'true'],
    ['a trace that nobody follows is passed over', "fieldsOf(line).get('Sampled') === '1'", 'true'],
    ['no trace is all zeros', '|| !/[^0]/.test(traceId)', ''],
  ]),
  ...guardsOf('lib/actions/publish.ts', across, [
    ['another step of a trace is no other request', 'attributes = {}, trace, ...rest', 'attributes = {}, ...rest'],
  ]),
  ...guardsOf('lib/protocols/mns/trace.ts', across, [
    ['what is no trace stays a property', 'isWhole ? stays : given', 'stays'],
  ]),
]
