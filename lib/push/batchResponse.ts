import { delivered, failed, type Outcome } from './outcome.ts'

/**
 * What a target says of a batch, as functions answer a queue of SQS (Lambda's partial batch response): of each message, in order. Nothing, an
 * empty object, and an object whose `batchItemFailures` is an empty list, null or missing: all are delivered. What names a message that is
 * none of these, names it by nothing, or has another form, says nothing that can be relied on: then all have failed.
 */
export function outcomesOf(answer: unknown, ids: readonly string[]): Outcome[] {
  const named = failuresIn(answer)
  if (!Array.isArray(named)) return ids.map(() => (named === 'none' ? delivered : failed(named.reason)))
  const unknown = named.find(id => !ids.includes(id))
  if (unknown !== undefined)
    return ids.map(() => failed(`named ${quoted(unknown)} among the failures of a batch without it`))
  return ids.map(id => (named.includes(id) ? failed('reported by the target as failed') : delivered))
}

function failuresIn(answer: unknown): string[] | 'none' | { reason: string } {
  if (answer === undefined || answer === null || answer === '') return 'none'
  if (typeof answer !== 'object' || Array.isArray(answer)) return { reason: 'answered neither an object nor nothing' }
  const { batchItemFailures: list } = answer as { batchItemFailures?: unknown }
  if (list === undefined || list === null) return 'none'
  if (!Array.isArray(list)) return { reason: 'answered batchItemFailures that is no list' }
  const ids = list.map(one => (one as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every(isName) ? ids : { reason: 'answered a batch item failure without an itemIdentifier' }
}

const isName = (id: unknown): id is string => typeof id === 'string' && id !== ''

const quoted = (id: string): string => JSON.stringify(id.slice(0, 40))
