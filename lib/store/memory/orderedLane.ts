import type { Message } from '../../domain/message.ts'
import { openRun } from '../../domain/ordered.ts'
import { SortedMap } from '../../sortedMap.ts'
import type { Handout } from '../handout.ts'
import type { PublishResult } from '../store.ts'
import { inOrder, Lane, type Slot } from './lane.ts'
import { Remembered } from './remembered.ts'

type Group = SortedMap<number, Slot>

/** The messages of an ordered queue: a group each, in order of their numbers. */
export class OrderedLane extends Lane {
  /** By deduplication key: what the first publish was answered. */
  readonly originals = new Remembered<PublishResult>()
  /** By attempt id: what a poll handed out. */
  readonly attempts = new Remembered<Handout>()
  readonly #groups = new Map<string, Group>()

  override add(slot: Slot): void {
    super.add(slot)
    const group = this.#groups.get(groupOf(slot)) ?? new SortedMap<number, Slot>()
    this.#groups.set(groupOf(slot), group)
    group.set(slot.seq, slot)
  }

  override remove(slot: Slot): void {
    super.remove(slot)
    const group = this.#groups.get(groupOf(slot))!
    group.delete(slot.seq)
    if (group.size === 0) this.#groups.delete(groupOf(slot))
  }

  /** What a poll may hand out, in the order in which it should. The lane must not change meanwhile. */
  *open(nowMs: number): Generator<Slot> {
    for (const [, group] of this.#byWait()) yield* openRun(group.values(), nowMs)
  }

  override nextOpenAtMs(): number | undefined {
    return this.#byWait()[0]?.[0].delivery.visibleAtMs
  }

  /** Every group with its head, the one whose head is (or will be) visible first before the others. */
  #byWait(): [Slot, Group][] {
    const groups = [...this.#groups.values()].map((group): [Slot, Group] => [group.get(group.minKey()!)!, group])
    return groups.sort(([one], [other]) => inOrder(one, other))
  }
}

const groupOf = ({ envelope }: Message): string => envelope.groupId!
