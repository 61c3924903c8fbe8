import { guardsOf } from './guard.ts'

const native = ['test/protocols/native/retry.test.ts']
const refused = ['test/protocols/native/input.test.ts']
const policy = ['lib/domain/retryPolicy.test.ts']

/** Retry policies: when a message comes again that was given back without a delay. */
export const retryGuards = [
  ...guardsOf('lib/domain/retryPolicy.ts', policy, [
    ['a cap is no less than the first delay', 'policy.firstSeconds <= policy.maxSeconds', 'true'],
    ['a cap as long as the first delay is fine', 'firstSeconds <= policy', 'firstSeconds < policy'],
    ['a message never handed out rests as after the first time', 'Math.max(1, attempts)', 'attempts'],
    ['seconds are a thousand milliseconds', ' * 1000\n  return', '\n  return'],
    ['a delay is whole milliseconds', 'Math.round(policy.jitter', '(policy.jitter'],
    ['jitter leaves out its share', '1 - policy.jitter * fraction(random)', '1'],
    ['jitter never adds', '1 - policy.jitter', '1 + policy.jitter'],
    ['no chance is drawn without jitter', 'policy.jitter ? delayMs *', 'true ? delayMs *'],
    ['a fixed delay is as long as it says', 'return policy.delaySeconds', 'return 0'],
    ['a table begins with its first delay', 'policy.delaysSeconds.length) - 1]', 'policy.delaysSeconds.length)]'],
    ['the last delay of a table repeats', 'Math.min(attempts, policy.delaysSeconds.length)', 'attempts'],
    ['an exponential delay is capped', 'Math.min(policy.maxSeconds, ', 'Math.max(policy.maxSeconds, '],
    ['it grows from the first delay on', '** (attempts - 1)', '** attempts'],
  ]),
  ...guardsOf(
    'lib/domain/receiptExtras.ts',
    ['lib/domain/receiptExtras.test.ts', 'lib/domain/receipt.test.ts'],
    [
      ['receipts of others do not grow', "extras[name] === undefined ? '' :", 'false ? 0 :'],
      ['a long policy has a long length', 'text.length >> 8', '0'],
      ['what was cut off is nothing', 'if (end > text.length) break', ''],
      ['what is not known is passed over', 'letters[known] === text[start]', 'true'],
      ['what never was moved aside carries no count', 'before > 0 && {', 'before >= 0 && {'],
    ],
  ),
  ...guardsOf(
    'lib/domain/receipt.ts',
    ['lib/domain/receiptExtras.test.ts', 'lib/domain/receipt.test.ts'],
    [['a policy lies behind the words of the store', 'tokenEnd + 1 + at.length))', 'tokenEnd + 1))']],
  ),
  ...guardsOf(
    'lib/domain/envelopeCodec.ts',
    ['lib/domain/envelopeCodec.test.ts'],
    [
      ['a retry policy is kept', 'if (retry !== undefined) head.y = retry', ''],
      ['and comes back', 'if (y !== undefined) envelope.retry = y', ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/envelope.ts',
    ['lib/domain/envelope.test.ts'],
    [['a retry policy counts in an answer', 'retry === undefined ? 0 : 32', 'true ? 0 : 32']],
  ),
  ...guardsOf('lib/domain/newMessage.ts', native, [
    ['a message keeps its retry policy', 'if (message.retry !== undefined) envelope', 'if (false) envelope'],
    ['a retry policy is checked', '  ...retryProblems(envelope.retry),\n', ''],
  ]),
  ...guardsOf('lib/actions/nack.ts', native, [
    ['a nack that names a delay goes before the policy', 'if (input.delaySeconds !== undefined)', 'if (false)'],
    ["the message's own policy goes before the queue's", 'receipt.retry ?? settings.retry', 'settings.retry'],
    ["the queue's policy decides where the message has none", 'receipt.retry ?? settings.retry', 'receipt.retry'],
    ['a policy goes before the default of the nack', 'if (policy !== undefined)', 'if (policy && !input.receipts)'],
    [
      'the delay grows with the attempts',
      'policy, receipt.attempts - (receipt.attemptsBefore ?? 0), random',
      'policy, 1, random',
    ],
    ['what was moved aside begins anew', ' - (receipt.attemptsBefore ?? 0)', ''],
    ['without a policy it comes at once', 'input.defaultDelaySeconds ?? 0', 'input.defaultDelaySeconds ?? 5'],
    ['or after the default of the nack', '(input.defaultDelaySeconds ?? 0)', '0'],
  ]),
  ...guardsOf('lib/actions/poll.ts', native, [
    [
      "a receipt carries the message's policy",
      'sealReceipt(withExtras(one), keyring)',
      'sealReceipt(one.receipt, keyring)',
    ],
  ]),
  ...guardsOf('lib/actions/editMessage.ts', native, [
    ['an edit gives another retry policy', 'if (edit.retry !== undefined) next.retry = edit.retry', ''],
    ['or leaves it', 'if (edit.retry !== undefined) next.retry = edit.retry', 'next.retry = edit.retry'],
  ]),
  ...guardsOf(
    'lib/actions/publish.ts',
    ['test/actions/wishes.test.ts'],
    [
      [
        'a request with another policy is another request',
        '{ ...rest, attributes, sentAtMs: 0, readyAtMs: 0 }',
        '{ ...rest, attributes, sentAtMs: 0, readyAtMs: 0, retry: undefined }',
      ],
    ],
  ),
  ...guardsOf('lib/actions/settingsWish.ts', native, [
    ['null takes a setting away', '.filter(([, value]) => value !== null)', ''],
    ['settings that contradict each other are refused', 'if (problems.length > 0) throw invalid(...problems)', ''],
  ]),
  ...guardsOf('lib/protocols/native/validate.ts', refused, [
    ['who names no kind is told the choices', 'isForm(issue) ? choicesOf(issue) : undefined', 'undefined'],
    ['who names an unknown kind too', "isForm(issue) ? 'picklist' : issue.type", 'issue.type'],
    ['and who gives no object is not', " && expected !== 'Object'", ''],
  ]),
  ...guardsOf('lib/protocols/native/retryFields.ts', refused, [
    ['a delay is at most a week', 'integer(min, limits.retryDelaySecondsMax)', 'integer(min, Number.MAX_SAFE_INTEGER)'],
    ['a table has an end', '        v.maxLength(limits.retryDelaysMax),\n', ''],
    ['a table has a beginning', '        v.minLength(1),\n', ''],
    [
      'a factor does not shorten',
      'v.minValue(1), v.maxValue(limits.retryFactorMax)',
      'v.maxValue(limits.retryFactorMax)',
    ],
    ['a factor is not huge', 'v.minValue(1), v.maxValue(limits.retryFactorMax)', 'v.minValue(1)'],
    ['a first delay multiplies to something', 'firstSeconds: seconds(1)', 'firstSeconds: seconds(0)'],
    ['jitter takes no more than all', '    v.maxValue(1),\n', ''],
  ]),
  ...guardsOf(
    'client/nackError.ts',
    ['client/nackError.test.ts'],
    [
      ['a worker leaves it to the policies', '{ nackDelaySeconds, nack', '{ nackDelaySeconds = 0, nack'],
      ['a handler may give up', 'if (thrown.deadLetter) return', 'if (false) return'],
      ['or name a delay', 'thrown.delaySeconds ?? nackDelaySeconds', 'nackDelaySeconds'],
      ['or leave that to the worker', 'thrown.delaySeconds ?? nackDelaySeconds', 'thrown.delaySeconds'],
    ],
  ),
  ...guardsOf(
    'cli/commands/work.ts',
    ['test/cli/work.test.ts'],
    [['so does sluice work', 'nackDelaySeconds: flags.retryDelay,', 'nackDelaySeconds: flags.retryDelay ?? 0,']],
  ),
]
