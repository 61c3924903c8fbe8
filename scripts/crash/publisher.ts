import { call, Refusal } from './call.ts'
import type { Ledger } from './ledger.ts'
import type { Server } from './server.ts'

type Chance = { fraction(): number }
type Reply = { messages: { id: string }[] }

const bodyBytesMax = 3_000

/** Publishes one to sixteen messages at a time until told to stop. What was not answered is not sent again. */
export async function publishAlong(
  server: Server,
  ledger: Ledger,
  chance: Chance,
  name: string,
  stop: AbortSignal,
): Promise<void> {
  for (let count = 0; !stop.aborted; ) {
    const url = await server.url()
    const bodies = Array.from({ length: 1 + Math.floor(chance.fraction() * 16) }, () =>
      `${name} ${count++} `.padEnd(Math.floor(chance.fraction() * bodyBytesMax), 'x'),
    )
    try {
      const { messages } = await call<Reply>(url, '/messages', { messages: bodies.map(body => ({ body })) })
      ledger.publishedAs(
        messages.map(({ id }) => id),
        bodies,
      )
    } catch (error) {
      if (error instanceof Refusal) throw error
      ledger.publishesUnanswered += 1
    }
  }
}
