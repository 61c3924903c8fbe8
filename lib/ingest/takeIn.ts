import { createHash } from 'node:crypto'
import { publish } from '../actions/publish.ts'
import type { Services } from '../actions/services.ts'
import { sizeOf } from '../domain/envelope.ts'
import { inPieces } from '../domain/inPieces.ts'
import { limits } from '../domain/limits.ts'
import type { NewMessage } from '../domain/newMessage.ts'
import { Problem } from '../domain/problem.ts'

/** What comes in from elsewhere, by a name of its own there: the same one when it comes again. */
export type Incoming = { id: string; message: NewMessage }

/** What could not be stored, or may not have been. */
export type Refused = { id: string; error: unknown }

type Put = (batch: readonly Incoming[]) => Promise<Refused[]>

/**
 * Puts messages into a queue, as many at once as it takes, and answers those that have to come again. When the same ones come
 * in the same company within a day, none is stored twice. `inOrder`: nothing is begun after one that was refused.
 */
export function takeIn(
  services: Services,
  queue: string,
  incoming: readonly Incoming[],
  inOrder: boolean,
): Promise<Refused[]> {
  const putOrDivide: Put = async batch => {
    try {
      return await put(services, queue, batch)
    } catch (error) {
      const isPerhapsOfOne = error instanceof Problem && error.code === 'InvalidInput' && batch.length > 1
      if (!isPerhapsOfOne) return refusedFor(error, batch)
      // One that the queue does not take must not keep the others out.
      const alone = batch.map(one => [one])
      return inTurn(alone, inOrder, putOrDivide)
    }
  }
  return inTurn(inBatches(incoming), inOrder, putOrDivide)
}

const refusedFor = (error: unknown, batch: readonly Incoming[]): Refused[] => batch.map(({ id }) => ({ id, error }))

async function inTurn(batches: readonly Incoming[][], inOrder: boolean, put: Put): Promise<Refused[]> {
  const refused: Refused[] = []
  for (const [at, batch] of batches.entries()) {
    refused.push(...(await put(batch)))
    const [first] = refused
    if (inOrder && first !== undefined) return [...refused, ...refusedFor(first.error, batches.slice(at + 1).flat())]
  }
  return refused
}

/** In order: up to 16 messages, and a mebibyte, each. */
const inBatches = (incoming: readonly Incoming[]): Incoming[][] =>
  inPieces(incoming, {
    countMax: limits.messagesPerCallMax,
    bytesMax: limits.messageBytesMax,
    bytesOf: ({ message: { body, attributes = {} } }) => sizeOf({ body, attributes }),
  })

async function put(services: Services, queue: string, batch: readonly Incoming[]): Promise<Refused[]> {
  const messages = batch.map(({ message }) => message)
  try {
    await publish(services, { queue, messages, requestKey: keyOf(batch) }, new AbortController().signal)
    return []
  } catch (error) {
    const results = error instanceof Problem ? (error.extras.results as { kind: string }[] | undefined) : undefined
    if (results === undefined) throw error
    return refusedFor(
      error,
      batch.filter((_, at) => results[at]!.kind !== 'stored'),
    )
  }
}

const keyOf = (batch: readonly Incoming[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(batch.map(({ id }) => id)))
  return `ingest:${hash.digest('base64url')}`
}
