import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type App, makeApp } from './app.ts'
import { readSettings } from './config.ts'
import { appFromEnvironment } from './functionApp.ts'
import type { Reply } from './http/message.ts'
import { secretPath } from './installation.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-app-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function ask({ native }: App, method: string, path: string, body?: unknown) {
  const { status, body: text } = await native({
    method,
    path,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    requestId: 'r-1',
    signal: new AbortController().signal,
  } as Parameters<App['native']>[0])
  return { status, answer: text === undefined ? undefined : JSON.parse(text) } satisfies {
    status: Reply['status']
    answer: unknown
  }
}

test('an app serves the native API over its store', async () => {
  const app = await makeApp(readSettings({ store: 'memory' }, {}))
  expect((await ask(app, 'PUT', '/v1/queues/orders')).status).toBe(201)
  expect((await ask(app, 'POST', '/v1/queues/orders/messages', { messages: [{ body: 'a' }] })).status).toBe(201)
  await app.close()
  expect((await ask(app, 'GET', '/v1/queues/orders')).answer).toMatchObject({ code: 'ShuttingDown' })
})

test('what was handed out before a restart can be acked after it', async () => {
  const settings = readSettings({ data: aFolder() }, {})
  const before = await makeApp(settings)
  await ask(before, 'PUT', '/v1/queues/orders')
  await ask(before, 'POST', '/v1/queues/orders/messages', { messages: [{ body: 'a' }] })
  const polled = await ask(before, 'POST', '/v1/queues/orders/poll')
  await before.close()
  const after = await makeApp(settings)
  const { answer } = await ask(after, 'POST', '/v1/queues/orders/ack', {
    receipts: [polled.answer.messages[0].receipt],
  })
  expect(answer.results).toMatchObject([{ outcome: 'acked' }])
  await after.close()
})

test('a receipt of another installation is unknown', async () => {
  const [one, two] = [
    await makeApp(readSettings({ store: 'memory' }, {})),
    await makeApp(readSettings({ store: 'memory' }, {})),
  ]
  for (const app of [one, two]) await ask(app, 'PUT', '/v1/queues/orders')
  await ask(one, 'POST', '/v1/queues/orders/messages', { messages: [{ body: 'a' }] })
  const polled = await ask(one, 'POST', '/v1/queues/orders/poll')
  const { answer } = await ask(two, 'POST', '/v1/queues/orders/ack', { receipts: [polled.answer.messages[0].receipt] })
  expect(answer.results).toMatchObject([{ outcome: 'unknown' }])
})

test('a folder whose secret cannot be used is an error, and is free again', async () => {
  const settings = readSettings({ data: aFolder() }, {})
  writeFileSync(secretPath(settings.data), 'no secret')
  await expect(makeApp(settings)).rejects.toThrow(`${secretPath(settings.data)} cannot be used`)
  rmSync(secretPath(settings.data))
  await (await makeApp(settings)).close()
})

test('a second app on the same folder is an error that names it', async () => {
  const settings = readSettings({ data: aFolder() }, {})
  const app = await makeApp(settings)
  await expect(makeApp(settings)).rejects.toThrow(`The data folder ${settings.data} is in use`)
  await app.close()
})

test('the virtual clock is moved by POST /dev/clock, which is not there with the other one', async () => {
  const virtual = await makeApp(readSettings({ store: 'memory', clock: 'virtual' }, {}))
  const startMs = virtual.clock.nowMs()
  expect((await ask(virtual, 'POST', '/dev/clock', { advanceSeconds: 3600 })).status).toBe(200)
  expect(virtual.clock.nowMs()).toBe(startMs + 3_600_000)
  const wall = await makeApp(readSettings({ store: 'memory' }, {}))
  expect((await ask(wall, 'POST', '/dev/clock', { advanceSeconds: 3600 })).answer.code).toBe('RouteNotFound')
})

test('a function says what is missing when it starts', async () => {
  await expect(appFromEnvironment()).rejects.toThrow('SLUICE_STORE')
})
