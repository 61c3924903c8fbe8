import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'
import type { Dynamo } from '../../../lib/store/dynamo/dynamo.ts'
import type { Call } from './calls.ts'

/** What a call came to, in a form that two engines can be compared by; bytes as text, attributes in order. */
export type Answer = Record<string, unknown>

type Reply = Record<string, unknown> & { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] }
type Refusal = Error & { Item?: unknown; CancellationReasons?: { Code?: string; Item?: unknown }[] }

export async function answerOf(dynamo: Dynamo, { operation, input }: Call): Promise<Answer> {
  try {
    return toAnswer((await dynamo.call(operation, input)) as Reply)
  } catch (error) {
    return toRefusal(error as Refusal)
  }
}

function toAnswer({ ConsumedCapacity = [], Item, Items, Attributes, Count, LastEvaluatedKey }: Reply): Answer {
  const capacities = [ConsumedCapacity].flat().map(({ TableName, CapacityUnits }) => `${TableName} ${CapacityUnits}`)
  return plain({ capacity: capacities.sort().join(', '), Item, Items, Attributes, Count, LastEvaluatedKey })
}

/** Names and codes count, the words of a message do not. */
function toRefusal({ name, Item, CancellationReasons: reasons }: Refusal): Answer {
  return plain({
    error: name,
    ...(name === 'ConditionalCheckFailedException' && { Item }),
    ...(name === 'TransactionCanceledException' && { reasons: reasons?.map(({ Code, Item }) => ({ Code, Item })) }),
  })
}

const plain = (value: object): Answer =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, content]) => [name, plainValue(content)]),
  )

function plainValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes ${Buffer.from(value).toString('base64', 0, 30)}`
  if (Array.isArray(value)) return value.map(plainValue)
  return typeof value === 'object' && value !== null ? plain(value) : value
}
