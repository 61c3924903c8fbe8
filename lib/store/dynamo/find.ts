import type { Message } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { type Block, deliveryOf, type Entry, idOf } from './block.ts'
import { loadEnvelopes } from './bodyPlace.ts'
import { scopeOf } from './keys.ts'
import { locate } from './locate.ts'
import type { Tools } from './tools.ts'

/** The message with this id, by one or two reads. */
export async function find(tools: Tools, queue: QueueRef, id: string): Promise<Message | undefined> {
  const located = await locate(tools, scopeOf(queue), id)
  if (located === undefined) return undefined
  const [message] = await messagesOf(tools, scopeOf(queue), located.block, [located.entry])
  return message
}

/** Messages of a block, bodies and all. */
export async function messagesOf(
  { send, tables, bodies }: Tools,
  scope: string,
  block: Block,
  entries: readonly Entry[],
): Promise<Message[]> {
  const envelopeAt = await loadEnvelopes(send, block, { table: tables.messages, scope, bodies })
  return entries.map(entry => ({
    id: idOf(block, entry),
    envelope: envelopeAt(entry.index),
    delivery: deliveryOf(block, entry),
  }))
}
