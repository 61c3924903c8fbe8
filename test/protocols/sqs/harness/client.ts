import { expect } from 'vitest'
import type { Heard } from './exchange.ts'
import { type Refused, statusOf } from './refusal.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire brings, and say what they expect
export type Output = any
/** An input in the form of the JSON protocol, whichever protocol it is sent in. */
export type Input = Record<string, unknown>

/** Resolves with the output in the form of the JSON protocol; rejects with `Refused`. */
export type Client = (operation: string, input?: Input, options?: CallOptions) => Promise<Output>
export type CallOptions = { signal?: AbortSignal; headers?: Record<string, string> }

/** A 200 whose protocol asks for more checks goes through here: what holds for every answer (reference 1.3, 1.5). */
export function checkHeaders({ headers }: Heard): void {
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  expect(Date.parse(headers.date ?? '')).not.toBeNaN()
}

/** A known code comes with its own status; 5xx is the fault of the receiver, all else of the sender. */
export function checkRefused({ code, status, fault, message }: Refused): void {
  expect(status).toBe(statusOf(code) ?? status)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(fault).toBe(status < 500 ? 'Sender' : 'Receiver')
  expect(message).not.toBe('')
}
