// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const besides = (name: string): string[] => [`${folder}/${name}.test.ts`]
const transactions = ['send', 'publishOnce'].flatMap(besides)

/** How the DynamoDB store asks: the conditions of every write, and its attempts. */
export const dynamoSendingGuards = [
  ...guardsOf(`${folder}/conditions.ts`, besides('conditions'), [
    [
      'a slot changes only from its exact old value (J1)',
      'clauses: [`${slotName(index)} = :seen${index}`]',
      'clauses: []',
    ],
    ['a slot is settled only by its token (J1)', 'S: tokenPrefix(token)', "S: ''"],
    ['a token may begin with the mark of a fresh slot', "token === '' ? `${slotName(index)} = :token${index}` : ", ''],
    ['a lapsed lease is told from a live one', ', `${slotName(index)} >= :least${index}`', ''],
    ['the live lease of another is not ours', '[`begins_with(${slotName(index)}, :token${index})`, ', '['],
    ['a block that is ready is held by nobody', "clauses: ['s > :ready']", 'clauses: []'],
    [
      'a block goes only with the last of its messages (J3)',
      'slotNames.filter((_, index) => !indexes.includes(index))',
      '[].filter((index: never) => indexes.includes(index))',
    ],
    ['what is finished now is not in the way', '!indexes.includes(index))', 'index >= 0)'],
    ['all conditions hold together', "clauses.join(' AND ')", "clauses.join(' OR ')"],
    ['a refusal brings the truth', "'ALL_OLD' as const }", "'NONE' as never }"],
    ['empty values are not sent', 'Object.keys(terms.values).length > 0 ? ', 'true ? '],
  ]),
  ...guardsOf(`${folder}/send.ts`, transactions, [
    [
      'a transaction that is sent again happens once',
      "ClientRequestToken: Buffer.from(this.#random.bytes(16)).toString('hex')",
      '',
    ],
    ['only a transaction has a token', "if (operation !== 'TransactWriteItems') return input", ''],
  ]),
  ...guardsOf(`${folder}/send.ts`, besides('send'), [
    [
      'those who go through the same list begin anywhere',
      'const at = this.pick(Math.max(1, ones.length))',
      'const at = 0',
    ],
    ['a conflict hides what a condition said', "if (codes.has('TransactionConflict')) return 'again'", ''],
    ['a throttled transaction is told', "if (codes.has('ThrottlingError') ||", 'if ('],
    ['a transaction without capacity is told', " || codes.has('ProvisionedThroughputExceeded')", ''],
    [
      'a transaction that breaks a rule is a fault',
      "codes.has('ConditionalCheckFailed') ? 'refused' : 'fault'",
      "'refused'",
    ],
    ['a refusal is an answer', "if (name === 'ConditionalCheckFailedException') return 'refused'", ''],
    [
      'a transaction is judged by its reasons',
      "if (name === 'TransactionCanceledException') return fateOfTransaction(CancellationReasons ?? [])",
      '',
    ],
    ['a throttle is no fault', "if (throttles.has(name)) return 'throttled'", ''],
    ['a conflict is no fault', "if (conflicts.has(name)) return 'again'", ''],
    ['a conflict of single writes is tried again', "  'TransactionConflictException',\n", ''],
    ['silence is tried again', "unclear.has(name) ? 'unclear' : 'fault'", "'fault'"],
    ['what is unknown is a fault', "unclear.has(name) ? 'unclear' : 'fault'", "'unclear'"],
    [
      'a refused transaction says what stands in its way',
      'CancellationReasons?.map(reason => reason.Item) ?? [Item]',
      '[Item]',
    ],
    ['attempts come after pauses', 'if (attempt > 0) await', 'if (false) await'],
    ['the first attempt does not wait', 'if (attempt > 0) await', 'if (true) await'],
    ['a fault is thrown as it came', "if (fate === 'fault') throw error", ''],
    ['a refusal ends the attempts', "if (fate === 'refused') return", 'if (false) return'],
    ['who can go elsewhere is told of a throttle', "if (fate === 'throttled' && stopWhenThrottled", 'if (false'],
    ['who cannot, stays', "fate === 'throttled' && stopWhenThrottled", "fate === 'throttled'"],
    ['nobody goes elsewhere once an attempt may have happened (J2)', ' && !repeated) return', ') return'],
    ['a repetition may find its own work', "if (fate === 'unclear') repeated = true", ''],
    ['what surely did not happen is no repetition', "if (fate === 'unclear') repeated = true", 'repeated = true'],
    ['attempts have an end', 'const attemptsMax = 6', 'const attemptsMax = 9'],
    [
      'a read is not refused',
      "if (reply.kind !== 'done') throw new Error(",
      "if (reply.kind !== 'done') return {} as never\n    new Error(",
    ],
    ['pauses get longer', '* 2 ** (attempt - 1)', ''],
    [
      'pauses have a bound',
      'Math.min(pauseMsMax, pauseMsFirst * 2 ** (attempt - 1))',
      'pauseMsFirst * 2 ** (attempt - 1)',
    ],
    ['pauses are spread at random', 'Math.floor(this.fraction() * mostMs)', 'mostMs'],
  ]),
]
