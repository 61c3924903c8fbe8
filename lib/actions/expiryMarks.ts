import type { Envelope } from '../domain/envelope.ts'
import { expiresAtMs } from '../domain/judge.ts'
import type { Queue } from '../domain/queue.ts'
import type { Aside } from '../store/store.ts'
import { noteUse } from './queueCounts.ts'
import type { Services } from './services.ts'
import { markWakes, tellPusher } from './wake.ts'

/**
 * What follows from messages being put into queues, noted while that is done and marked once it is: when they expire, where
 * what does is moved aside, that they are used, and that there is something to push, where there are triggers.
 */
export class ArrivalNotes {
  readonly #ends = new Map<Queue, Set<number>>()
  readonly #wakes = new Set<Queue>()

  add(to: Queue, envelope: Envelope): void {
    this.#wakes.add(to)
    if (to.settings.deadLetter?.expired !== true) return
    const ends = this.#ends.get(to) ?? new Set()
    this.#ends.set(to, ends.add(expiresAtMs(envelope, to.settings)))
  }

  async mark(services: Services): Promise<void> {
    const { store, clock } = services
    for (const [queue, ends] of this.#ends) for (const ms of ends) await store.markDue(queue, ms)
    this.#ends.clear()
    for (const queue of this.#wakes) {
      await noteUse(services, queue)
      await markWakes(services, queue, [clock.nowMs()])
      tellPusher(services, queue)
    }
    this.#wakes.clear()
  }
}

/** What expires in a queue that moves it aside is found though nobody polls. */
export async function markExpiries(services: Services, queue: Queue, envelopes: readonly Envelope[]): Promise<void> {
  if (queue.settings.deadLetter?.expired !== true) return
  const ends = envelopes.map(envelope => expiresAtMs(envelope, queue.settings))
  for (const ms of new Set(ends)) await services.store.markDue(queue, ms)
}

/** Where messages are moved aside to; notes what follows from that. */
export class NotedAside implements Aside {
  readonly to: Queue
  readonly envelopeOf: Aside['envelopeOf']
  readonly onMoved: Aside['onMoved']
  readonly #notes = new ArrivalNotes()

  constructor({ to, envelopeOf, onMoved }: Aside & { to: Queue }) {
    this.to = to
    this.onMoved = onMoved
    this.envelopeOf = (message, departure) => {
      const envelope = envelopeOf(message, departure)
      this.#notes.add(to, envelope)
      return envelope
    }
  }

  /** To be called once messages may have been moved: marks when they expire, and that they are there. */
  markExpiries(services: Services): Promise<void> {
    return this.#notes.mark(services)
  }
}
