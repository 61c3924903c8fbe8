import type { Envelope } from '../domain/envelope.ts'
import { expiresAtMs } from '../domain/judge.ts'
import type { Queue } from '../domain/queue.ts'
import type { Aside } from '../store/store.ts'
import type { Services } from './services.ts'

/** When messages expire in queues that move aside what does: noted while they are put there, marked when that is done. */
export class ExpiryNotes {
  readonly #ends = new Map<Queue, Set<number>>()

  add(to: Queue, envelope: Envelope): void {
    if (to.settings.deadLetter?.expired !== true) return
    const ends = this.#ends.get(to) ?? new Set()
    this.#ends.set(to, ends.add(expiresAtMs(envelope, to.settings)))
  }

  async mark({ store }: Services): Promise<void> {
    for (const [queue, ends] of this.#ends) for (const ms of ends) await store.markDue(queue, ms)
    this.#ends.clear()
  }
}

/** What expires in a queue that moves it aside is found though nobody polls. */
export async function markExpiries(services: Services, queue: Queue, envelopes: readonly Envelope[]): Promise<void> {
  const notes = new ExpiryNotes()
  for (const envelope of envelopes) notes.add(queue, envelope)
  await notes.mark(services)
}

/** Where messages are moved aside to; notes when they expire there, in a queue that in its turn moves aside what does. */
export class NotedAside implements Aside {
  readonly to: Queue
  readonly envelopeOf: Aside['envelopeOf']
  readonly onMoved: Aside['onMoved']
  readonly #notes = new ExpiryNotes()

  constructor({ to, envelopeOf, onMoved }: Aside & { to: Queue }) {
    this.to = to
    this.onMoved = onMoved
    this.envelopeOf = (message, departure) => {
      const envelope = envelopeOf(message, departure)
      this.#notes.add(to, envelope)
      return envelope
    }
  }

  /** To be called once messages may have been moved. */
  markExpiries(services: Services): Promise<void> {
    return this.#notes.mark(services)
  }
}
