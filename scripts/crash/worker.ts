import { call, Refusal } from './call.ts'
import type { Ledger } from './ledger.ts'
import type { Server } from './server.ts'

type Message = { id: string; receipt: string; body: string }
type Polled = { messages: Message[] }
type Acked = { results: { receipt: string; outcome: string }[] }

/** Polls and acks until told to stop. */
export async function workAlong(server: Server, ledger: Ledger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const url = await server.url()
    await once(url, ledger).catch(error => {
      if (error instanceof Refusal) throw error
    })
  }
}

/** One poll and one ack of what it brought; how many messages that were. */
async function once(url: string, ledger: Ledger): Promise<number> {
  const askedAt = ledger.moment()
  const poll = { maxMessages: 16, waitSeconds: 1, visibilityTimeoutSeconds: 2 }
  const { messages } = await call<Polled>(url, '/poll', poll)
  for (const { id, body } of messages) ledger.handedOut(id, body, askedAt)
  if (messages.length === 0) return 0
  ledger.askedToAck(messages.map(({ id }) => id))
  const { results } = await call<Acked>(url, '/ack', { receipts: messages.map(({ receipt }) => receipt) })
  for (const [index, { outcome }] of results.entries()) ledger.answeredAck(messages[index]!.id, outcome)
  return messages.length
}
