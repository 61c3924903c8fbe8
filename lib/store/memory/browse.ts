import { answerBytes } from '../../domain/envelope.ts'
import { stateOf } from '../../domain/message.ts'
import type { BrowseOrder, MessagePage } from '../store.ts'
import type { Lane, Slot } from './lane.ts'
import { parsePosition, position } from './position.ts'

export function browse(lane: Lane, { state, limit, maxBytes, cursor }: BrowseOrder, nowMs: number): MessagePage {
  const start = state === 'visible' ? [] : [nowMs]
  const [afterMs, afterSeq] = cursor === undefined ? start : parsePosition(cursor)
  const messages: Slot[] = []
  let bytes = 0
  for (const slot of lane.walk(afterMs, afterSeq)) {
    if (state === 'visible' && slot.delivery.visibleAtMs > nowMs) break
    if (stateOf(slot.delivery, nowMs) !== state) continue
    bytes += answerBytes(slot.envelope)
    const isFull = messages.length === limit || (messages.length > 0 && bytes > maxBytes)
    if (isFull) return { messages, cursor: position(messages.at(-1)!) }
    messages.push(slot)
  }
  return { messages }
}
