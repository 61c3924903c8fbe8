import type { QueueRef } from '../../domain/queue.ts'
import { SortedMap } from '../../sortedMap.ts'
import { dueCeiling, dueFloor, dueKey, dueMinuteMs, duePageMax, dueStart, parseSake } from '../dueKey.ts'
import type { DueMark, DuePage, DueRange, DueSake } from '../store.ts'

/** Which queues have something falling due, by the minute. */
export class DueMarks {
  readonly #marks = new SortedMap<string, DueMark>()

  add({ name, uid, generation }: QueueRef, atMs: number, sake: DueSake | undefined, nowMs: number): void {
    const minute = dueMinuteMs(atMs)
    const mark = { name, uid, generation, atMs: minute, ...parseSake(sake) }
    this.#marks.set(dueKey(mark, minute, sake), mark)
    this.#marks.deleteRange('', dueFloor(nowMs), false)
  }

  page({ afterMs, untilMs }: DueRange, cursor = dueStart(afterMs)): DuePage {
    const keys: string[] = []
    const marks: DueMark[] = []
    for (const [key, mark] of this.#marks.entries(cursor)) {
      if (key > dueCeiling(untilMs) || marks.length === duePageMax) break
      if (key === cursor) continue
      keys.push(key)
      marks.push(mark)
    }
    return marks.length < duePageMax ? { marks } : { marks, cursor: keys.at(-1) }
  }
}
