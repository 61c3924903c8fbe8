import * as v from 'valibot'
import { expect, onTestFinished } from 'vitest'
import type { VirtualClock } from '../../../lib/clock.ts'
import { Keyring } from '../../../lib/domain/keyring.ts'
import type { Answer, Reply } from '../../../lib/http/message.ts'
import { anyone, makePerform } from '../../../lib/identity/perform.ts'
import { problemsOf } from '../../../lib/protocols/native/document/openapi.ts'
import { makeNative } from '../../../lib/protocols/native/native.ts'
import { type NativeCode, nativeProblems } from '../../../lib/protocols/native/problems.ts'
import { findRoute } from '../../../lib/protocols/native/routes.ts'
import type { Store, StoreContext } from '../../../lib/store/store.ts'
import { aContext } from '../../fixtures.ts'

export type Sent = { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal }
export type Received = { status: number; headers: Record<string, string>; body: Body }
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire brings, and say what they expect
type Body = any

export type Door = {
  clock: VirtualClock
  wall: VirtualClock
  store: Store
  send(method: string, target: string, sent?: Sent): Promise<Received>
}

const never = new AbortController().signal

/** The native API over a store, in virtual time. Every answer is held against what its route says it answers. */
export async function openDoor(makeStore: (context: StoreContext) => Promise<Store>): Promise<Door> {
  const context = aContext()
  const store = await makeStore(context)
  onTestFinished(() => store.close())
  const keyring = new Keyring([{ id: '00000001', secret: Buffer.alloc(32, 1) }])
  const perform = makePerform({ store, keyring, ...context })
  const answer = makeNative({
    perform,
    authenticate: async () => anyone,
    exchange: () => Promise.reject(new Error('nobody exchanges anything here')),
    clock: context.clock,
    onFault: thrown => {
      throw thrown
    },
  })
  return { ...context, store, send: (method, target, sent) => send(answer, method, target, sent) }
}

async function send(answer: Answer, method: string, target: string, { body, headers, signal }: Sent = {}) {
  const [path = '', query = ''] = target.split('?')
  const reply = await answer({
    method,
    path,
    query: new URLSearchParams(query),
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    requestId: 'request-1',
    signal: signal ?? never,
  })
  checkReply(method, path, reply)
  return { status: reply.status, headers: reply.headers, body: parse(reply) }
}

const parse = ({ body, headers }: Reply): unknown =>
  body === undefined || !headers['content-type']?.includes('json') ? body : JSON.parse(body)

function checkReply(method: string, path: string, reply: Reply): void {
  expect(reply.headers['x-request-id']).toBe('request-1')
  const found = findRoute(method, path)
  if (found.kind !== 'route') return
  const spec = found.operation.replies[reply.status]
  if (spec?.schema !== undefined) expect(v.safeParse(spec.schema, JSON.parse(reply.body!)).issues).toBeUndefined()
  if (spec !== undefined) return
  const { code, status } = JSON.parse(reply.body!) as { code: NativeCode; status: number }
  expect(problemsOf(found.operation)).toContain(code)
  expect([reply.status, status]).toEqual([nativeProblems[code].status, nativeProblems[code].status])
}
