import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { aLeased, json, problem } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'

const leased = (...numbers: number[]) => json({ messages: numbers.map(n => aLeased(n)) })
const settled = (...outcomes: string[]) =>
  json({ results: outcomes.map((outcome, n) => ({ receipt: `r${n}`, outcome })) })

const goneReader = () =>
  new Writable({ write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) })

describe('poll', () => {
  test('prints what it leased and leaves it leased', async () => {
    const line = 'poll orders --max 2 --wait 5 --visibility-timeout 1m'
    const { stdout, sent, requests } = await sluice(line.split(' '), { replies: [leased(1, 2)] })
    expect(requests).toEqual(['POST /v1/queues/orders/poll'])
    expect(sent[0]!.body).toEqual({ maxMessages: 2, waitSeconds: 5, visibilityTimeoutSeconds: 60 })
    expect(stdout).toMatch(/^id +m1\nreceipt +r1\n.*body +body 1\n\nid +m2\n/s)
  })

  test('--json prints one message a line', async () => {
    const { stdout } = await sluice(['poll', 'orders', '--json'], { replies: [leased(1, 2)] })
    expect(stdout).toBe(`${JSON.stringify(aLeased(1))}\n${JSON.stringify(aLeased(2))}\n`)
  })

  test('--bodies prints the bodies as they were published', async () => {
    const bytes = aLeased(2, { body: 'Gw==', bodyEncoding: 'base64' })
    const { stdout } = await sluice(['poll', 'orders', '--bodies'], {
      replies: [json({ messages: [aLeased(1), bytes] })],
    })
    expect(stdout).toBe('body 1\n\u001b\n')
  })

  test('nothing to hand out is no failure', async () => {
    const result = await sluice(['poll', 'orders', '--ack'], { replies: [leased()] })
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: 'orders has nothing to hand out now\n' })
    expect(result.sent).toHaveLength(1)
  })

  test('--ack acknowledges what was printed', async () => {
    const { code, sent, requests } = await sluice(['poll', 'orders', '--ack'], {
      replies: [leased(1, 2), settled('acked', 'acked')],
    })
    expect(code).toBe(0)
    expect(requests[1]).toBe('POST /v1/queues/orders/ack')
    expect(sent[1]!.body).toEqual({ receipts: ['r1', 'r2'] })
  })

  test('--ack that comes too late says so', async () => {
    const replies = [leased(1, 2), settled('acked', 'replaced')]
    const result = await sluice(['poll', 'orders', '--ack'], { replies })
    expect(result).toMatchObject({ code: 1, stderr: 'sluice: not acknowledged: m2 replaced\n' })
  })

  test('--ack acknowledges nothing that could not be printed', async () => {
    const line = ['poll', 'orders', '--ack']
    const result = await sluice(line, { replies: [leased(1, 2)], stdout: goneReader().on('error', () => {}) })
    expect(result).toMatchObject({ code: 141, stderr: '', requests: ['POST /v1/queues/orders/poll'] })
  })
})

describe('settling', () => {
  test.each([
    ['ack orders r0', 'acked', { receipts: ['r0'] }],
    ['nack orders r0 --delay 1m --reason busy', 'nacked', { receipts: ['r0'], delaySeconds: 60, reason: 'busy' }],
    ['nack orders r0 --default-delay 15s', 'nacked', { receipts: ['r0'], defaultDelaySeconds: 15 }],
    ['extend orders r0 --visibility-timeout 2m', 'extended', { receipts: ['r0'], visibilityTimeoutSeconds: 120 }],
  ])('%s', async (line, outcome, body) => {
    const { code, stdout, sent, requests } = await sluice(line.split(' '), { replies: [settled(outcome)] })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${outcome} r0\n` })
    expect(requests).toEqual([`POST /v1/queues/orders/${line.split(' ')[0]}`])
    expect(sent[0]!.body).toEqual(body)
  })

  test('a receipt that no longer counts makes the whole a failure, and every outcome is printed', async () => {
    const result = await sluice(['ack', 'orders', 'r0', 'r1'], { replies: [settled('replaced', 'acked')] })
    expect(result).toMatchObject({ code: 1, stdout: 'replaced r0\nacked r1\n', stderr: 'sluice: 1 of 2 not acked\n' })
  })

  test('more receipts than a call takes go in several', async () => {
    const receipts = Array.from({ length: 20 }, (_, n) => `r${n}`)
    const replies = [settled(...Array(16).fill('acked')), settled(...Array(4).fill('acked'))]
    const { code, sent } = await sluice(['ack', 'orders', ...receipts, '--json'], { replies })
    expect(code).toBe(0)
    expect(sent.map(({ body }) => body)).toEqual([
      { receipts: receipts.slice(0, 16) },
      { receipts: receipts.slice(16) },
    ])
  })
})

describe('peek', () => {
  const viewOf = (n: number) => ({ ...aLeased(n), state: 'delayed', visibleAt: '2026-01-01T00:00:00.000Z' })

  test('walks as far as it is told and leases nothing', async () => {
    const pages = [
      json({ items: [viewOf(1)], nextCursor: 'c' }),
      json({ items: [viewOf(2), viewOf(3)], nextCursor: 'd' }),
    ]
    const line = 'peek orders --state delayed --limit 2'
    const { stdout, requests } = await sluice(line.split(' '), { replies: pages })
    expect(stdout.match(/^id .*$/gm)).toEqual(['id          m1', 'id          m2'])
    expect(requests.every(request => request.startsWith('GET /v1/queues/orders/messages?state=delayed'))).toBe(true)
    expect(requests).toHaveLength(2)
  })

  test('an empty queue says so', async () => {
    const result = await sluice(['peek', 'orders'], { replies: [json({ items: [] })] })
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: 'orders has no visible message\n' })
  })
})

describe('message', () => {
  const view = { ...aLeased(1), state: 'delayed', visibleAt: '2031-01-01T09:00:00.000Z' }

  test('show', async () => {
    const { stdout, requests } = await sluice(['message', 'show', 'orders', 'm1', '--json'], { replies: [json(view)] })
    expect(requests).toEqual(['GET /v1/queues/orders/messages/m1'])
    expect(JSON.parse(stdout)).toEqual(view)
  })

  test('edit sends only what is given', async () => {
    const line = 'message edit orders m1 --at 2031-01-01T09:00:00Z --attribute a=b'
    const { sent, stdout } = await sluice(line.split(' '), { replies: [json(view)] })
    const attributes = { a: { type: 'string', value: 'b' } }
    expect(sent[0]).toMatchObject({ method: 'PATCH', path: '/v1/queues/orders/messages/m1' })
    expect(sent[0]!.body).toEqual({ deliverAt: '2031-01-01T09:00:00.000Z', attributes })
    expect(stdout).toMatch(/^state +delayed$/m)
  })

  test('what is leased cannot be cancelled', async () => {
    const line = ['message', 'cancel', 'orders', 'm1', '--yes']
    expect((await sluice(line, { replies: [problem('MessageInFlight', 409)] })).code).toBe(4)
  })
})
