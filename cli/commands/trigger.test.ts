import { expect, test } from 'vitest'
import { json, problem } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'
import { parseTarget, showTarget } from './trigger.ts'

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders'
const path = '/v1/queues/orders/triggers/one'
const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const settings = { batchSize: 5, batchWindowSeconds: 2, timeoutSeconds: 90 }
const view = { queue: 'orders', name: 'one', target: { kind: 'function', function: arn }, ...settings, ...times }
const reply = (status = 200) => json(view, status, { etag: '"1"' })

test.each([
  [arn, { kind: 'function', function: arn }],
  ['https://example.com/x.ts', { kind: 'http', url: 'https://example.com/x.ts' }],
  ['queue:archive', { kind: 'queue', queue: 'archive' }],
  ['sqs:https://sqs.example.com/1/a', { kind: 'sqs', url: 'https://sqs.example.com/1/a' }],
  ['./handler.ts', { kind: 'module', path: './handler.ts' }],
])('%s says where messages go', (text, target) => {
  expect(parseTarget(text)).toEqual(target)
  expect(showTarget(parseTarget(text))).toBe(text)
})

test('a trigger is created unless there is one', async () => {
  const flags = `--to ${arn} --batch-size 5 --window 2 --timeout 90s --concurrency 3 --rate 9 --filter {"n":[1]}`
  const line = `trigger create orders one ${flags}`.split(' ')
  const made = await sluice(line, { replies: [reply(201)] })
  expect(made).toMatchObject({ code: 0, requests: [`PUT ${path}`] })
  expect(made.stdout).toMatch(new RegExp(`^to +${arn}$`, 'm'))
  const body = {
    target: view.target,
    ...settings,
    maxConcurrency: 3,
    maxPerSecond: 9,
    filter: { attributes: { n: [1] } },
  }
  expect(made.sent[0]).toMatchObject({ headers: { 'if-none-match': '*' } })
  expect(made.sent[0]!.body).toEqual(body)
  const stderr = 'sluice: The queue orders has a trigger one already.\n'
  expect(await sluice(line, { replies: [problem('VersionConflict', 412)] })).toMatchObject({ code: 4, stderr })
})

test('a trigger is changed in part, and none takes a limit away', async () => {
  const line = 'trigger update orders one --concurrency none --filter none --to queue:archive'.split(' ')
  const changed = await sluice(line, { replies: [reply()] })
  expect(changed.requests).toEqual([`PATCH ${path}`])
  const target = { kind: 'queue', queue: 'archive' }
  expect(changed.sent[0]!.body).toEqual({ target, maxConcurrency: null, filter: null })
})

test('triggers are shown, listed and ended', async () => {
  expect((await sluice(['trigger', 'show', 'orders', 'one'], { replies: [reply()] })).stdout).toMatch(
    /^timeout +90 s$/m,
  )
  const shown = await sluice(['trigger', 'show', 'orders', 'one', '--json'], { replies: [reply()] })
  expect(JSON.parse(shown.stdout)).toMatchObject(view)
  const listed = await sluice(['trigger', 'list', 'orders'], { replies: [json({ items: [view] })] })
  expect(listed.stdout).toBe(`one ${arn}\n`)
  const ended = await sluice(['trigger', 'delete', 'orders', 'one'], { replies: [json(undefined, 204)] })
  expect(ended).toMatchObject({ code: 0, requests: [`DELETE ${path}`] })
})

test.each([
  ['trigger create orders one'],
  ['trigger create orders one --to orders'],
  ['trigger create orders one --to queue:a --filter x'],
  ['trigger create orders one --to queue:a --batch-size 101'],
])('%s is refused before anything is asked', async line => {
  expect(await sluice(line.split(' '))).toMatchObject({ code: 2, requests: [] })
})
