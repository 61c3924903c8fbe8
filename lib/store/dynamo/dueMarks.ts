import type { Clock } from '../../domain/clock.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { dueMinuteMs, duePageMax, parseSake, sakePart } from '../dueKey.ts'
import type { DueMark, DuePage, DueRange, DueSake } from '../store.ts'
import type { Item } from './block.ts'
import type { Input } from './dynamo.ts'
import { type Key, keyAttributes, timeText } from './keys.ts'
import type { Send } from './send.ts'

export type DueMarksParts = { send: Pick<Send, 'call' | 'read'>; table: string; clock: Clock }

const hourMs = 3_600_000
// A mark is kept for a day after it fell due; the hour more is for the clocks of those who look.
const keptMs = 26 * hourMs
const lookBackMs = 25 * hourMs
// A page ends after so many looks, found or not: more than the hours of a day, so that one page covers what is kept.
const looksMax = 30
// Marks of the last minutes, of some thousand queues.
const madeMax = 5_000

/** Which queues have something falling due, by the minute; those of an hour lie together. */
export class DynamoDueMarks {
  readonly #parts: DueMarksParts
  // The oldest first. A mark that is being made is waited for: what it announces must not be stored before it.
  readonly #made = new Map<string, Promise<unknown>>()

  constructor(parts: DueMarksParts) {
    this.#parts = parts
  }

  /** Made once in a process, however often it is asked for. */
  async add(queue: QueueRef, atMs: number, sake?: DueSake): Promise<void> {
    const key = markKey(queue, dueMinuteMs(atMs), sake)
    await (this.#made.get(key.s) ?? this.#make(key, queue))
  }

  /** Marks after `afterMs` and at or before `untilMs`, from the cursor on; at most a day old. */
  async page({ afterMs = -1, untilMs }: DueRange, cursor?: string): Promise<DuePage> {
    const marks: DueMark[] = []
    const until = `${timeText(untilMs)}~`
    let after = cursor ?? timeText(Math.max(afterMs + 1, startOfHour(this.#parts.clock.nowMs() - lookBackMs)))
    for (let looks = 0; after < until; looks++) {
      if (looks === looksMax || marks.length === duePageMax) return { marks, cursor: after }
      const query = this.#query(after, until, duePageMax - marks.length)
      const { Items = [], LastEvaluatedKey } = await this.#parts.send.read('Query', query)
      marks.push(...Items.map(toMark))
      after = LastEvaluatedKey?.s?.S ?? timeText(startOfHour(minuteOf(after)) + hourMs)
    }
    return { marks }
  }

  #make(key: Key, queue: QueueRef): Promise<unknown> {
    const making = this.#parts.send.call('PutItem', this.#put(key, queue))
    this.#made.set(key.s, making)
    making.catch(() => this.#made.delete(key.s))
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= madeMax) break
      this.#made.delete(oldest)
    }
    return making
  }

  #put(key: Key, queue: QueueRef): Input<'PutItem'> {
    const t = Math.ceil((minuteOf(key.s) + keptMs) / 1000)
    const Item = { ...keyAttributes(key), q: { S: queue.name }, t: { N: String(t) } }
    return { TableName: this.#parts.table, Item }
  }

  /** The marks of one hour that stand after `after`. */
  #query(after: string, until: string, limit: number): Input<'Query'> {
    return {
      TableName: this.#parts.table,
      KeyConditionExpression: 'p = :hour AND s BETWEEN :from AND :until',
      ExpressionAttributeValues: {
        ':hour': { S: hourKey(minuteOf(after)) },
        // Less than any character of a key, so that this is where the next key may stand.
        ':from': { S: `${after}!` },
        ':until': { S: until },
      },
      ConsistentRead: true,
      Limit: limit,
    }
  }
}

const startOfHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs

const hourKey = (ms: number): string => `d.${timeText(startOfHour(ms))}`

// An older release reads the first three parts, and so takes any mark for one to look.
const markKey = ({ uid, generation }: QueueRef, minuteMs: number, sake?: DueSake): Key => ({
  p: hourKey(minuteMs),
  s: `${timeText(minuteMs)}.${uid}.${generation}${sakePart('.', sake)}`,
})

/** The time at which a sort key, or what is left of one, begins. */
const minuteOf = (s: string): number => Number(s.split('.')[0])

function toMark({ s, q }: Item): DueMark {
  const [minute, uid, generation, sake] = s!.S!.split('.')
  return { name: q!.S!, uid: uid!, generation: Number(generation), atMs: Number(minute), ...parseSake(sake) }
}
