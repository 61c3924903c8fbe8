import { isPassing } from '../../client/index.ts'
import { isWhole } from './body.ts'
import type { Chance } from './chance.ts'
import { hashOf } from './hash.ts'
import type { LedgerFile } from './ledger.ts'
import { pause } from './pause.ts'
import type { Handed, QueuePort } from './port.ts'
import { brokenHash } from './tally.ts'

type Consumer = { port: QueuePort; ledger: LedgerFile; chance: Chance; signal: AbortSignal }

const waitSeconds = 5
const pauseMs = 200

/** Takes messages and acks them until the signal, and writes down each step before the next one is taken. */
export async function consume(consumer: Consumer): Promise<void> {
  while (!consumer.signal.aborted) {
    try {
      await consumeBatch(consumer)
    } catch (error) {
      if (consumer.signal.aborted) return
      if (!isPassing(error)) throw error
      await pause(pauseMs, consumer.signal)
    }
  }
}

async function consumeBatch({ port, ledger, chance, signal }: Consumer): Promise<void> {
  const messages = await port.poll(chance.between(1, port.batchMax), waitSeconds, signal)
  ledger.write(...messages.map(({ id, attempts }) => ({ kind: 'delivered', id, attempts, atMs: Date.now() }) as const))
  ledger.write(...messages.map(message => ({ kind: 'processed', id: message.id, hash: hashSeen(message) }) as const))
  if (messages.length === 0) return
  const counted = await port.ack(messages.map(({ receipt }) => receipt))
  const acked = messages.filter((_, index) => counted[index])
  ledger.write(...acked.map(({ id }) => ({ kind: 'acked', id, atMs: Date.now() }) as const))
}

/** A body that does not fit the hash it carries counts as changed even if nobody heard of its publish. */
const hashSeen = ({ body }: Handed): string => (isWhole(body) ? hashOf(body) : brokenHash)
