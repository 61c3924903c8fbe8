import { arrived, type Departure } from '../../domain/deadLetter.ts'
import { newToken } from '../../domain/id.ts'
import type { Delivery } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Aside } from '../store.ts'
import type { Block, Entry } from './block.ts'
import { messagesOf } from './find.ts'
import { scopeOf } from './keys.ts'
import { move } from './move.ts'
import type { Tools } from './tools.ts'

/** A message that goes to another queue, and why; how it stands as it leaves, where that is not as it was read. */
export type Leaver = { entry: Entry; departure: Departure; delivery?: Delivery }

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
  const movers = messages.map((message, at) => {
    const { departure, delivery = message.delivery } = leavers[at]!
    return {
      entry: entries[at]!,
      delivery: arrived(delivery, newToken(tools.random), nowMs),
      envelope: envelopeOf({ ...message, delivery }, departure),
    }
  })
  const there = { to, from, readyAtMs: nowMs }
  const isDone = await move(tools, block, movers, there)
  if (isDone) onMoved?.(leavers.length)
  return isDone
}
