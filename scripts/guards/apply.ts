import { guardsOf } from './guard.ts'

const walk = ['test/cli/apply.test.ts']

/** Queues made as a file says, taken over from elsewhere, and SQS as `verify` speaks it. */
export const applyGuards = [
  ...guardsOf(
    'cli/verify/sqsPort.ts',
    ['test/cli/sqsPort.test.ts'],
    [
      ['a late yes to a delete proves nothing', ' && this.#takeAgeMs(receipt) < sureMs * sureShare', ''],
      ['nor does one in the second half of a lease', 'const sureShare = 0.5', 'const sureShare = 1'],
      ['a batch is taken as a whole or not acknowledged', 'if (Failed.length > 0) throw notTaken(Failed)', ''],
      ['what will never be taken ends the run', 'failed.some(({ SenderFault }) => SenderFault)', 'false'],
      ['a refusal ends it', 'status === undefined || status === 429 || status >= 500', 'true'],
      ['a fault passes', ' || status >= 500', ''],
      [
        'what was not deleted was not',
        'receipts.map((receipt, at) => done.has(',
        'receipts.map((receipt, at) => true || done.has(',
      ],
    ],
  ),
  ...guardsOf('cli/apply/apply.ts', walk, [
    ['nothing is changed when something is wrong', '  refuseFaults(source, conflictsOf(definitions, standing))\n', ''],
    ['a dry run changes nothing', 'if (!dryRun) await blaming(', 'await blaming('],
    ['nor at its end', '  if (dryRun) return\n', ''],
    ['what was made before its target gets it later', 'later.push(definition)', 'later.push(possible)'],
    [
      'a target that is to come is not named yet',
      'deadLetter && !there.has(deadLetter.queue) ? ',
      'deadLetter && false ? ',
    ],
    ['a target may be in the file', 'defined.has(queue) || ', ''],
    ['or on the server', ' || standing.get(queue) !== undefined', ''],
    ['what is so is not written again', 'if (found.length > 0) await', 'await'],
  ]),
  ...guardsOf(
    'cli/apply/inOrder.ts',
    ['cli/apply/inOrder.test.ts'],
    [
      [
        'a target comes before who names it',
        "    place(byName.get(definition.settings.deadLetter?.queue ?? ''))\n",
        '',
      ],
      ['a circle has an end', ' || seen.has(definition)', ''],
    ],
  ),
  ...guardsOf(
    'cli/apply/difference.ts',
    ['cli/apply/difference.test.ts'],
    [
      ['null is none', 'value ?? undefined', 'value'],
      ['parts are compared by what is named', 'inParts.has(path) && ', 'false && '],
      ['a retry policy is no such thing', 'inParts.has(path) && ', ''],
      ['only what differs is sent', '.filter(([name]) => names.has(name))', ''],
    ],
  ),
  ...guardsOf(
    'cli/apply/contradictions.ts',
    ['cli/apply/definitions.test.ts', ...walk],
    [
      ['only ordered queues have an order', 'ordered !== undefined && !isOrdered(queue)', 'false'],
      ['a queue is not its own target', 'target === queue', 'false'],
      ['a target is of the same kind', 'target !== undefined && isOrdered(target) !== isOrdered(queue)', 'false'],
      ['a first delay fits under its cap', 'retry.firstSeconds > retry.maxSeconds', 'false'],
      ['a scope is fixed', 'scope !== undefined && wanted !== undefined && wanted !== scope', 'false'],
      ['a target has to be somewhere', 'deadLetter && !isThere(deadLetter.queue)', 'false'],
    ],
  ),
  ...guardsOf(
    'cli/apply/schema.ts',
    ['cli/apply/definitions.test.ts'],
    [
      ['a type is kept', 'if (!isOfType(schema.type, value))', 'if (false)'],
      ['one form that fits is enough', 'faults.some(({ length }) => length === 0)', 'false'],
      ['of kinds the one that is meant is judged', 'meant < 0 ? ', 'meant < 9 ? '],
      ['a list has its length', "...tooMany('is too long', maxItems, value.length, path),\n    ...value", '...value'],
      [
        'and things in it',
        '...value.flatMap((item, at) => faultsOf(items, item,',
        '...value.flatMap((item, at) => faultsOf({}, item,',
      ],
      ['what is missing is told', '...missing.map(name =>', '...[].map(name =>'],
      ['what is unknown is told', 'if (others === false) return', 'if (others === 0) return'],
      ['a lower bound holds', 'limit !== undefined && count < limit', 'false'],
      ['an upper bound holds', 'limit !== undefined && count > limit', 'false'],
      ['a form holds', 'pattern === undefined || ', 'true || '],
      ['a choice holds', 'choices.includes(value)', 'true'],
    ],
  ),
  ...guardsOf(
    'cli/import/readSqs.ts',
    ['test/cli/import.test.ts'],
    [
      ['dead-letter queues come along', 'urls = await this.#missingTargets()', 'urls = []'],
      ['only names that begin so', 'QueueNamePrefix: prefix', 'QueueNamePrefix: undefined'],
      ['requests go where they should', 'endpoint !== undefined && { endpoint }', 'false'],
    ],
  ),
  ...guardsOf(
    'cli/import/translate.ts',
    ['cli/import/translate.test.ts'],
    [
      ['a target is in the same region', ' && target.region === source.region', ''],
      ['and account', 'target.account === source.account && ', ''],
      ['a target has to be there', 'names.has(nameOfArn(arn)) ? undefined : ', 'true ? undefined : '],
      ['a count may be a text', 'Number(rule.maxReceiveCount)', '(rule.maxReceiveCount as number)'],
      ['what cannot be taken is said', '...others.flatMap(([name, value]) => lossOf(name, value)),', ''],
      ['what says nothing is not', "value !== '' && ", ''],
    ],
  ),
]
