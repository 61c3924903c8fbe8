import { answerBytes } from '../../domain/envelope.ts'
import { type Message, type MessageState, stateOf } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { BrowseOrder, MessagePage } from '../store.ts'
import type { Messages, Placed } from './messages.ts'
import { beforeAll, comparePositions, formatPosition, type Position, parsePosition } from './position.ts'
import { asMessage } from './slot.ts'
import type { Tables } from './tables.ts'

// How far one page looks: leased and delayed messages lie among each other, and there may be a million of either.
const looksMax = 1000

/** One page in the order of delivery. Ends early, with a cursor, when it has looked far or grown large. */
export function browse({ lanes, messages }: Tables, queue: QueueRef, order: BrowseOrder, nowMs: number): MessagePage {
  const ranked = lanes.of(queue)
  let last = order.cursor === undefined ? startOf(order.state, nowMs) : parsePosition(order.cursor)
  const places = inOrder(ranked.map(({ id }) => messages.after(id, last, looksMax)))
  const page: Message[] = []
  let bytes = 0
  for (const place of places) {
    if (order.state === 'visible' && place.visibleAtMs > nowMs) return { messages: page }
    if (stateOf({ ...place, attempts: 0, token: '' }, nowMs) === order.state) {
      if (page.length === order.limit) return { messages: page, cursor: formatPosition(last) }
      const message = toMessage(messages, place.seq)
      bytes += answerBytes(message.envelope)
      if (page.length > 0 && bytes > order.maxBytes) return { messages: page, cursor: formatPosition(last) }
      page.push(message)
    }
    last = place
  }
  return places.length < looksMax ? { messages: page } : { messages: page, cursor: formatPosition(last) }
}

/** Places of all lanes in one order, as far as one page looks. */
const inOrder = (lanes: Placed[][]): Placed[] =>
  lanes.length === 1 ? lanes[0]! : lanes.flat().sort(comparePositions).slice(0, looksMax)

/** The message in this place, which has to hold one. */
export function toMessage(messages: Messages, seq: number): Message {
  const slot = messages.fullAt(seq)!
  return asMessage(slot, messages.envelope(slot), slot.delivery)
}

const startOf = (state: MessageState, nowMs: number): Position =>
  state === 'visible' ? beforeAll : { visibleAtMs: nowMs, seq: Number.MAX_SAFE_INTEGER }
