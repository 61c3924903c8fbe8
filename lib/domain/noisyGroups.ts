import type { Envelope } from './envelope.ts'
import { limits } from './limits.ts'
import { isOrdered } from './ordered.ts'
import type { QueueRef } from './queue.ts'

// Two stretches are looked at, the one under way and the one before: together five minutes at most.
const stretchMs = (limits.noisySilenceSeconds * 1000) / 2
// A group counts for less than it published by at most one in so many of all messages; one in ten is noisy.
const groupsMax = 64
const queuesMax = 10_000

/** What was published to one queue in a stretch of time: all of it, and by group where a group is large. */
class Stretch {
  readonly #groups = new Map<string, number>()
  messages = 0

  of(group: string): number {
    return this.#groups.get(group) ?? 0
  }

  add(group: string | undefined): void {
    this.messages += 1
    if (group === undefined) return
    const known = this.#groups.get(group)
    if (known !== undefined || this.#groups.size < groupsMax) this.#groups.set(group, (known ?? 0) + 1)
    else this.#lessen()
  }

  /** Each of many small groups takes one from all: so those that stay are large (the counters of Misra and Gries). */
  #lessen(): void {
    for (const [group, count] of this.#groups)
      if (count > 1) this.#groups.set(group, count - 1)
      else this.#groups.delete(group)
  }
}

type Traffic = { sinceMs: number; now: Stretch; before: Stretch }

/**
 * Which groups of standard queues are noisy, by what this process was asked to publish in the last minutes: those with at
 * least 30 messages and more than a tenth of all, where what has no group is nobody's. It keeps a few numbers a queue,
 * however many groups there are.
 */
export class NoisyGroups {
  readonly #traffic = new Map<string, Traffic>()

  /** Counts messages that are about to be published, and says of each whether it yields. */
  mark(queue: QueueRef, envelopes: readonly Envelope[], nowMs: number): readonly Envelope[] {
    if (isOrdered(queue)) return envelopes
    const traffic = this.#of(queue, nowMs)
    return envelopes.map(envelope => {
      traffic.now.add(envelope.groupId)
      return isNoisy(traffic, envelope.groupId) ? { ...envelope, yields: true } : envelope
    })
  }

  #of({ uid }: QueueRef, nowMs: number): Traffic {
    const known = this.#traffic.get(uid)
    const traffic = known === undefined ? begun(nowMs) : turned(known, nowMs)
    if (this.#traffic.size >= queuesMax && known === undefined) this.#traffic.delete(this.#traffic.keys().next().value!)
    this.#traffic.set(uid, traffic)
    return traffic
  }
}

function isNoisy({ now, before }: Traffic, group: string | undefined): boolean {
  if (group === undefined) return false
  const own = now.of(group) + before.of(group)
  return own >= limits.noisyMessagesMin && own * 100 > (now.messages + before.messages) * limits.noisyPercentMin
}

const begun = (nowMs: number): Traffic => ({ sinceMs: nowMs, now: new Stretch(), before: new Stretch() })

/** With a new stretch where the last is over; with two where nothing came for so long. */
function turned(traffic: Traffic, nowMs: number): Traffic {
  const agoMs = nowMs - traffic.sinceMs
  if (agoMs < stretchMs) return traffic
  return agoMs < 2 * stretchMs ? { ...begun(nowMs), before: traffic.now } : begun(nowMs)
}
