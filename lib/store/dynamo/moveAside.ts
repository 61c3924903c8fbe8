import { arrived, type Departure } from '../../domain/deadLetter.ts'
import { newToken } from '../../domain/id.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Aside } from '../store.ts'
import type { Block, Entry } from './block.ts'
import { messagesOf } from './find.ts'
import { scopeOf } from './keys.ts'
import { move } from './move.ts'
import type { Tools } from './tools.ts'

/** A message that goes to another queue, and why. */
export type Leaver = { entry: Entry; departure: Departure }

/** Moves messages of one block to another queue, all or none. False: somebody changed them first, or a queue is gone. */
export async function moveAside(
  tools: Tools,
  from: QueueRef,
  block: Block,
  leavers: readonly Leaver[],
  { to, envelopeOf, onMoved }: Aside,
): Promise<boolean> {
  const scope = scopeOf(from)
  const nowMs = tools.clock.nowMs()
  const entries = leavers.map(({ entry }) => entry)
  const messages = await messagesOf(tools, scope, block, entries)
  const movers = messages.map((message, at) => ({
    entry: entries[at]!,
    delivery: arrived(message.delivery, newToken(tools.random), nowMs),
    envelope: envelopeOf(message, leavers[at]!.departure),
  }))
  const there = { scope: scopeOf(to), readyAtMs: nowMs, leaving: { from, to } }
  const isDone = await move(tools, scope, block, movers, there)
  if (isDone) onMoved?.(leavers.length)
  return isDone
}
