import type { Clock } from '../../domain/clock.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Budget } from '../store.ts'
import { ttlOf } from './block.ts'
import type { Input } from './dynamo.ts'
import { keyAttributes, publishCountKey } from './keys.ts'
import type { Send } from './send.ts'

export type PublishCountersParts = { send: Pick<Send, 'call'>; table: string; clock: Clock }

/**
 * What this process knows of one queue's second. `left` was drawn from the counter and not used yet; `room` is the most
 * that the counter may still hold: it only shrinks, so what it says no to need not be asked.
 */
type Second = { second: number; left: number; room: number; draws: number }

// A process that publishes much draws twice as many each time, so that it writes seldom; never so much of a second that
// others would miss what it does not use.
const shareMax = 1 / 16
// A race that was lost shows what is left; losing again and again means that next to nothing is.
const triesMax = 3
const keptMs = 60_000
const queuesMax = 1_000

/**
 * How many messages each queue takes in a second, one counter item a queue and second. All processes draw from it by a
 * condition that none may lift it above the limit; a draw whose answer was lost may count twice, which only takes away.
 */
export class PublishCounters {
  readonly #parts: PublishCountersParts
  readonly #seconds = new Map<string, Second>()
  // One draw a queue at a time: those who come meanwhile find what it brought.
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(parts: PublishCountersParts) {
    this.#parts = parts
  }

  take(queue: QueueRef, budget: Budget): Promise<boolean> {
    const taking = (this.#turns.get(queue.uid) ?? Promise.resolve()).then(() => this.#take(queue, budget))
    const turn = taking
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(queue.uid) === turn) this.#turns.delete(queue.uid)
      })
    this.#turns.set(queue.uid, turn)
    return taking
  }

  async #take(queue: QueueRef, { count, perSecond }: Budget): Promise<boolean> {
    const known = this.#secondOf(queue, perSecond)
    for (let tries = 0; tries < triesMax && known.left < count; tries++) {
      const missing = count - known.left
      if (missing > known.room) return false
      const wanted = Math.max(missing, Math.min(2 ** known.draws, Math.floor(perSecond * shareMax)))
      if (!(await this.#draw(queue, known, Math.min(wanted, known.room), perSecond))) return false
    }
    if (known.left < count) return false
    known.left -= count
    return true
  }

  /** False when the counter is asked for more often than it can answer: then the second is as good as over. */
  async #draw(queue: QueueRef, known: Second, count: number, perSecond: number): Promise<boolean> {
    const request = drawRequest(this.#parts.table, queue, known.second, count, perSecond)
    const reply = await this.#parts.send.call('UpdateItem', request, { stopWhenThrottled: true })
    if (reply.kind === 'throttled') return false
    if (reply.kind === 'refused') {
      known.room = perSecond - Number(reply.items[0]!.n!.N)
      return true
    }
    known.left += count
    known.room -= count
    known.draws += 1
    return true
  }

  #secondOf({ uid }: QueueRef, perSecond: number): Second {
    const second = Math.floor(this.#parts.clock.nowMs() / 1000)
    const known = this.#seconds.get(uid)
    if (known?.second === second) return known
    const fresh = { second, left: 0, room: perSecond, draws: 0 }
    if (this.#seconds.size >= queuesMax) this.#seconds.clear()
    this.#seconds.set(uid, fresh)
    return fresh
  }
}

/** The whole draw, or nothing of it. */
const drawRequest = (
  table: string,
  queue: QueueRef,
  second: number,
  count: number,
  perSecond: number,
): Input<'UpdateItem'> => ({
  TableName: table,
  Key: keyAttributes(publishCountKey(queue, second)),
  UpdateExpression: 'SET t = :t ADD n :count',
  ConditionExpression: 'attribute_not_exists(n) OR n <= :most',
  ExpressionAttributeValues: {
    ':t': ttlOf(second * 1000 + keptMs),
    ':count': { N: String(count) },
    ':most': { N: String(perSecond - count) },
  },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
})
