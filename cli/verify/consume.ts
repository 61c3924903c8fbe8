import { isPassing } from '../../client/index.ts'
import { isWhole } from './body.ts'
import type { Chance } from './chance.ts'
import type { Entry } from './entry.ts'
import { hashOf } from './hash.ts'
import type { LedgerFile } from './ledger.ts'
import { pause } from './pause.ts'
import type { Handed, QueuePort } from './port.ts'
import { brokenHash } from './tally.ts'

type Consumer = { name: string; port: QueuePort; ledger: LedgerFile; chance: Chance; signal: AbortSignal }

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

async function consumeBatch({ name, port, ledger, chance, signal }: Consumer): Promise<void> {
  const askedAtMs = Date.now()
  const messages = await port.poll(chance.between(1, port.batchMax), waitSeconds, signal)
  const atMs = Date.now()
  ledger.write(...messages.map(({ id, attempts }) => ({ kind: 'delivered', id, attempts, atMs }) as const))
  if (port.ordered) ledger.write(...handedOf(messages, `${name}:${process.pid}:${askedAtMs}`, askedAtMs, atMs))
  const workedAtMs = Date.now()
  ledger.write(
    ...messages.map(
      message => ({ kind: 'processed', id: message.id, hash: hashSeen(message), atMs: workedAtMs }) as const,
    ),
  )
  if (messages.length === 0) return
  const counted = await port.ack(messages.map(({ receipt }) => receipt))
  const acked = messages.filter((_, index) => counted[index])
  ledger.write(...acked.map(({ id }) => ({ kind: 'acked', id, atMs: Date.now() }) as const))
}

const handedOf = (messages: Handed[], answer: string, askedAtMs: number, atMs: number): Entry[] =>
  messages.map(({ id, groupId: group = '', sequence = '' }) => ({
    kind: 'handed',
    id,
    group,
    sequence,
    answer,
    askedAtMs,
    atMs,
  }))

/** A body that does not fit the hash it carries counts as changed even if nobody heard of its publish. */
const hashSeen = ({ body }: Handed): string => (isWhole(body) ? hashOf(body) : brokenHash)
