import type { Envelope } from '../domain/envelope.ts'
import { expiresAtMs } from '../domain/judge.ts'
import type { Queue } from '../domain/queue.ts'
import type { Aside } from '../store/store.ts'
import type { Services } from './services.ts'

/** What expires in a queue that moves it aside is found though nobody polls. */
export async function markExpiries({ store }: Services, queue: Queue, envelopes: readonly Envelope[]): Promise<void> {
  if (queue.settings.deadLetter?.expired !== true) return
  const ends = envelopes.map(envelope => expiresAtMs(envelope, queue.settings))
  for (const ms of new Set(ends)) await store.markDue(queue, ms)
}

/** Where messages are moved aside to; notes when they expire there, in a queue that in its turn moves aside what does. */
export class NotedAside implements Aside {
  readonly to: Queue
  readonly envelopeOf: Aside['envelopeOf']
  readonly onMoved: Aside['onMoved']
  readonly #ends = new Set<number>()

  constructor({ to, envelopeOf, onMoved }: Aside & { to: Queue }) {
    this.to = to
    this.onMoved = onMoved
    this.envelopeOf = (message, departure) => {
      const envelope = envelopeOf(message, departure)
      if (to.settings.deadLetter?.expired === true) this.#ends.add(expiresAtMs(envelope, to.settings))
      return envelope
    }
  }

  /** To be called once messages may have been moved. */
  async markExpiries({ store }: Services): Promise<void> {
    for (const ms of this.#ends) await store.markDue(this.to, ms)
    this.#ends.clear()
  }
}
