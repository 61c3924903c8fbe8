import { describe, expect, test } from 'vitest'
import { json, problem } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'

const view = {
  name: 'orders',
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  waitSeconds: 0,
  maxMessageBytes: 1_048_576,
  paused: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
}
const queue = (status = 200, more = {}) => json({ ...view, ...more }, status, { etag: '"1"' })
const stats = { visible: 3, inFlight: 1, delayed: 0, oldestAgeSeconds: 7, exact: true, asOf: view.createdAt }

describe('create', () => {
  const flags =
    '--visibility-timeout 2m --retention 7d --delay 5 --wait 20 --max-message-bytes 2048 --retry fixed:1m --max-publishes-per-second 5 --max-in-flight 8'

  test('sends the settings and prints the queue', async () => {
    const { code, stdout, sent } = await sluice(`queue create orders ${flags}`.split(' '), { replies: [queue(201)] })
    expect(sent[0]).toMatchObject({ method: 'PUT', path: '/v1/queues/orders', headers: { 'if-none-match': '*' } })
    expect(sent[0]!.body).toEqual({
      visibilityTimeoutSeconds: 120,
      retentionSeconds: 604_800,
      delaySeconds: 5,
      waitSeconds: 20,
      maxMessageBytes: 2_048,
      retry: { kind: 'fixed', delaySeconds: 60 },
      maxPublishesPerSecond: 5,
      maxInFlight: 8,
    })
    expect(code).toBe(0)
    expect(stdout).toContain('queue               orders\n')
  })

  test('shows a retry policy as it could be given again', async () => {
    const retry = { kind: 'table', delaysSeconds: [5, 60], jitter: 0.5 }
    const { stdout } = await sluice(['queue', 'create', 'orders'], { replies: [queue(201, { retry })] })
    expect(stdout).toContain('retry               table:5,60~0.5\n')
  })

  test('shows a limit on messages in flight', async () => {
    const { stdout } = await sluice(['queue', 'create', 'orders'], { replies: [queue(201, { maxInFlight: 7 })] })
    expect(stdout).toContain('max in flight       7\n')
  })

  test('shows a limit on publishes', async () => {
    const { stdout } = await sluice(['queue', 'create', 'orders'], {
      replies: [queue(201, { maxPublishesPerSecond: 7 })],
    })
    expect(stdout).toContain('max publishes       7 messages/s\n')
  })

  test('none takes away what need not be there', async () => {
    const line = 'queue update orders --retry none --max-publishes-per-second none --max-in-flight none'
    const { sent } = await sluice(line.split(' '), { replies: [queue()] })
    expect(sent[0]!.body).toEqual({ retry: null, maxPublishesPerSecond: null, maxInFlight: null })
  })

  test('asks for a dead-letter rule as a whole', async () => {
    const { code, stderr, requests } = await sluice(['queue', 'create', 'orders', '--max-attempts', '4'])
    expect({ code, requests }).toEqual({ code: 2, requests: [] })
    expect(stderr).toContain('Give --dead-letter and --max-attempts together.')
    const line = ['queue', 'create', 'orders', '--dead-letter', 'dead', '--max-attempts', '4', '--dead-letter-expired']
    const { sent } = await sluice(line, { replies: [queue(201)] })
    expect(sent[0]!.body).toEqual({ deadLetter: { queue: 'dead', maxAttempts: 4, expired: true } })
  })

  test('refuses one that exists', async () => {
    const conflict = await sluice(['queue', 'create', 'orders'], { replies: [problem('VersionConflict', 412)] })
    expect(conflict).toMatchObject({ code: 4, stdout: '', stderr: 'sluice: There is a queue orders already.\n' })
  })

  test('--if-missing leaves one that exists as it is', async () => {
    const line = ['queue', 'create', 'orders', '--if-missing', '--json']
    const result = await sluice(line, { replies: [problem('VersionConflict', 412), queue()] })
    expect(result).toMatchObject({ code: 0, stderr: 'there is a queue orders already\n' })
    expect(JSON.parse(result.stdout)).toEqual({ ...view, etag: '"1"' })
  })
})

test('list prints the names of every page, or the queues as JSON', async () => {
  const pages = () => [json({ items: [view], nextCursor: 'c' }), json({ items: [{ ...view, name: 'bills' }] })]
  const names = await sluice(['queue', 'list', '--prefix', 'x'], { replies: pages() })
  expect(names.stdout).toBe('orders\nbills\n')
  expect(names.requests).toEqual(['GET /v1/queues?limit=100&prefix=x', 'GET /v1/queues?limit=100&prefix=x&cursor=c'])
  const asJson = await sluice(['queue', 'list', '--json'], { replies: pages() })
  expect(asJson.stdout).toBe(`${JSON.stringify(view)}\n${JSON.stringify({ ...view, name: 'bills' })}\n`)
})

test('show prints the settings and the counts', async () => {
  const text = await sluice(['queue', 'show', 'orders'], { replies: [queue(), json(stats)] })
  expect(text.stdout).toMatch(/^visible +3$/m)
  expect(text.stdout).toMatch(/^in flight +1$/m)
  expect(text.stdout).toMatch(/^oldest +7 s$/m)
  const asJson = await sluice(['queue', 'show', 'orders', '--json'], { replies: [queue(), json(stats)] })
  expect(JSON.parse(asJson.stdout)).toEqual({ ...view, etag: '"1"', stats })
})

test('an estimated count says so', async () => {
  const { stdout } = await sluice(['queue', 'show', 'orders'], {
    replies: [queue(), json({ ...stats, exact: false })],
  })
  expect(stdout).toContain('(estimate)')
})

test.each([
  ['update orders --wait 9', 'PATCH /v1/queues/orders', { waitSeconds: 9 }],
  ['update orders --max-attempts 4', 'PATCH /v1/queues/orders', { deadLetter: { maxAttempts: 4 } }],
  ['update orders --no-dead-letter-expired', 'PATCH /v1/queues/orders', { deadLetter: { expired: false } }],
  ['update orders --no-dead-letter', 'PATCH /v1/queues/orders', { deadLetter: null }],
  ['pause orders', 'POST /v1/queues/orders/pause', undefined],
  ['resume orders', 'POST /v1/queues/orders/resume', undefined],
])('%s sends %s and prints the queue', async (line, request, body) => {
  const { stdout, requests, sent } = await sluice(`queue ${line}`.split(' '), { replies: [queue()] })
  expect(requests).toEqual([request])
  expect(sent[0]!.body).toEqual(body)
  expect(stdout).toContain('orders')
})

describe.each([
  ['queue purge orders', 'POST /v1/queues/orders/purge', 'orders', '{"purged":"orders"}'],
  ['queue delete orders', 'DELETE /v1/queues/orders', 'orders', '{"deleted":"orders"}'],
  ['message cancel orders m1', 'DELETE /v1/queues/orders/messages/m1', 'm1', '{"cancelled":"m1"}'],
])('%s', (line, request, name, told) => {
  const words = line.split(' ')
  const replies = () => [json(null, 204)]

  test('without a terminal wants --yes', async () => {
    const result = await sluice(words, { replies: replies() })
    expect(result).toMatchObject({ code: 2, requests: [] })
    expect(result.stderr).toContain('--yes')
  })

  test('with --yes does not ask', async () => {
    expect(await sluice([...words, '--yes'], { replies: replies() })).toMatchObject({ code: 0, requests: [request] })
  })

  test('on a terminal asks for the name', async () => {
    const result = await sluice(words, { replies: replies(), answers: `${name}\n` })
    expect(result).toMatchObject({ code: 0, requests: [request] })
    expect(result.stderr).toContain(`Type ${name} to go on: `)
  })

  test.each(['\n', 'y\n', 'yes\n', ''])('on a terminal does nothing for the answer %j', async answers => {
    expect(await sluice(words, { replies: replies(), answers })).toMatchObject({ code: 1, requests: [] })
  })

  test('tells on stderr, or with --json on stdout', async () => {
    const plain = await sluice([...words, '--yes'], { replies: replies() })
    expect(plain).toMatchObject({ stdout: '', stderr: expect.stringContaining(name) })
    expect(await sluice([...words, '--yes', '--json'], { replies: replies() })).toMatchObject({ stdout: `${told}\n` })
  })
})
