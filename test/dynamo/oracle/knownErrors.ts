import { normalNumber } from '../fake/numbers.ts'
import type { Answer } from './answers.ts'
import type { Call } from './calls.ts'

/** Where an emulator is known to answer otherwise than DynamoDB does. Nothing else is forgiven. */
export type KnownError = {
  engine: 'DynamoDB Local' | 'dynoxide'
  reason: string
  /** The emulator's answer with this error put right. The items that either leaves behind are the same. */
  correct(call: Call, engine: Answer, fake: Answer): Answer
}

const isTransaction = ({ operation }: Call): boolean => operation === 'TransactWriteItems'
const codesOf = ({ reasons = [] }: Answer): unknown[] => (reasons as { Code: unknown }[]).map(({ Code }) => Code)

type Key = { s: { S: string } }

/** Whether the key is one that the query's condition itself names. */
function isBound({ operation, input }: Call, key: unknown): boolean {
  const values = operation === 'Query' ? Object.values(input.ExpressionAttributeValues ?? {}) : []
  return key !== undefined && values.some(({ S }) => S === (key as Key).s.S)
}

const startOf = ({ operation, input }: Call): unknown => (operation === 'Query' ? input.ExclusiveStartKey : undefined)

const isInvalid = ({ error }: Answer): boolean => error === 'ValidationException'

function hasTwins({ operation, input }: Call): boolean {
  const actions = operation === 'TransactWriteItems' ? (input.TransactItems ?? []) : []
  const places = actions.map(({ Put, Update, Delete, ConditionCheck }) => {
    const { p, s } = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {}
    return JSON.stringify([(Put ?? Update ?? Delete ?? ConditionCheck)?.TableName, p, s])
  })
  return new Set(places).size < places.length
}

export const knownErrors: readonly KnownError[] = [
  {
    engine: 'DynamoDB Local',
    reason: 'numbers come back as they were sent; DynamoDB keeps and answers their normal form',
    correct: (_, engine) =>
      JSON.parse(JSON.stringify(engine), (name, value: unknown) =>
        name === 'N' && typeof value === 'string' ? normalNumber(value) : value,
      ),
  },
  {
    engine: 'DynamoDB Local',
    reason: 'a query that finds nothing is free; DynamoDB charges the least of a read',
    correct: ({ operation }, engine, { capacity }) =>
      operation === 'Query' && engine.Count === 0 && /^\w+ 0$/.test(String(engine.capacity))
        ? { ...engine, capacity }
        : engine,
  },
  {
    engine: 'DynamoDB Local',
    reason: 'a transaction costs the same however many it writes; DynamoDB charges twice what each write costs',
    correct: (call, engine, { capacity }) =>
      isTransaction(call) && engine.capacity !== undefined ? { ...engine, capacity } : engine,
  },
  {
    engine: 'DynamoDB Local',
    reason: 'what an item refuses in a transaction is a ValidationException of the call, not a reason to cancel it',
    correct: (call, engine, fake) =>
      isTransaction(call) && isInvalid(engine) && codesOf(fake).includes('ValidationError') ? fake : engine,
  },
  {
    engine: 'DynamoDB Local',
    reason:
      'a page full just at the bound of the condition has no LastEvaluatedKey; DynamoDB stops there for the limit',
    correct: (call, engine, { LastEvaluatedKey }) =>
      engine.error === undefined && isBound(call, LastEvaluatedKey) ? { ...engine, LastEvaluatedKey } : engine,
  },
  {
    engine: 'DynamoDB Local',
    reason: 'nor does it take such a key as a start',
    correct: (call, engine, fake) =>
      isInvalid(engine) && fake.Count === 0 && isBound(call, startOf(call)) ? fake : engine,
  },
  {
    engine: 'dynoxide',
    reason: 'a start outside the condition of the query is taken; DynamoDB refuses it',
    correct: (call, engine, fake) =>
      isInvalid(fake) && startOf(call) !== undefined && engine.error === undefined ? fake : engine,
  },
  {
    engine: 'dynoxide',
    reason: 'an update that makes an item answers ALL_OLD with its key; DynamoDB answers nothing',
    correct: (call, engine, { Attributes }) => {
      const isNew = call.operation === 'UpdateItem' && call.input.ReturnValues === 'ALL_OLD' && Attributes === undefined
      const { Attributes: made, ...rest } = engine
      return isNew && Object.keys(made ?? {}).join() === 'p,s' ? rest : engine
    },
  },
  {
    engine: 'dynoxide',
    reason: 'a key condition that begins with s = … is taken to lack p',
    correct: (call, engine, fake) =>
      call.operation === 'Query' && /^#?s = /.test(call.input.KeyConditionExpression ?? '') && isInvalid(engine)
        ? fake
        : engine,
  },
  {
    engine: 'DynamoDB Local',
    reason: 'two actions on one item are noticed after the conditions; DynamoDB looks at the call first',
    correct: (call, engine, fake) =>
      hasTwins(call) && isInvalid(fake) && engine.error === 'TransactionCanceledException' ? fake : engine,
  },
  {
    engine: 'dynoxide',
    reason: '0.012 weighs one pair of digits; counted from the point, as DynamoDB Local does, they are two',
    correct: ({ operation, input }, engine, { capacity }) =>
      operation === 'PutItem' && input.Item?.v?.N === '0.012' ? { ...engine, capacity } : engine,
  },
]
