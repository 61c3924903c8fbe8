import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../cli/exit.ts'
import { sluice } from '../../cli/fixtures.ts'
import { aFolder, aServer } from '../server/aServer.ts'

async function open() {
  const { server, ask } = await aServer()
  const file = join(aFolder(), 'queues.json')
  const apply = (queues: unknown, ...flags: string[]) => {
    writeFileSync(file, JSON.stringify({ queues }))
    return sluice(['apply', '-f', file, ...flags], { url: server.url })
  }
  const queue = async (name: string) => (await ask('GET', `/v1/queues/${name}`)).json()
  const names = async () => (await ask('GET', '/v1/queues')).json().items.map(({ name }: { name: string }) => name)
  return { url: server.url, ask, file, apply, queue, names }
}

const orders = { waitSeconds: 20, deadLetter: { queue: 'dead', maxAttempts: 5 } }

test('what is missing is made, dead-letter queues first; a second run finds nothing to do', async () => {
  const { apply, queue, names } = await open()
  const file = { orders, dead: { retentionSeconds: 1_209_600 } }
  expect(await apply(file)).toMatchObject({ code: 0, stdout: 'dead: created\norders: created\n', stderr: '' })
  expect(await queue('orders')).toMatchObject({ waitSeconds: 20, deadLetter: { queue: 'dead', maxAttempts: 5 } })
  const before = await queue('orders')
  expect(await apply(file)).toMatchObject({ code: 0, stdout: 'dead: unchanged\norders: unchanged\n' })
  expect([await queue('orders'), await names()]).toEqual([before, ['dead', 'orders']])
})

test('what differs is changed and named; what the file does not name stays', async () => {
  const { ask, apply, queue } = await open()
  await ask('PUT', '/v1/queues/dead')
  await ask('PUT', '/v1/queues/orders', { delaySeconds: 5, waitSeconds: 1, retry: { kind: 'fixed', delaySeconds: 9 } })
  await ask('PUT', '/v1/queues/others', { delaySeconds: 7 })
  expect(await apply({ orders: { ...orders, retry: null } })).toMatchObject({
    code: 0,
    stdout:
      'orders: changed waitSeconds (1 to 20), deadLetter (none to {"queue":"dead","maxAttempts":5}), ' +
      'retry ({"kind":"fixed","delaySeconds":9} to none)\n',
  })
  expect(await queue('orders')).toMatchObject({ delaySeconds: 5, waitSeconds: 20, deadLetter: { maxAttempts: 5 } })
  expect(await queue('orders')).not.toHaveProperty('retry')
  expect(await queue('others')).toMatchObject({ delaySeconds: 7 })
})

test('a dry run says the same and changes nothing', async () => {
  const { apply, ask, queue, names } = await open()
  await ask('PUT', '/v1/queues/mail', { waitSeconds: 1 })
  const file = { mail: { waitSeconds: 2 }, orders, dead: {} }
  const dry = await apply(file, '--dry-run')
  expect(dry).toMatchObject({ code: 0, stderr: 'a dry run: nothing was changed\n' })
  expect([await names(), (await queue('mail')).waitSeconds]).toEqual([['mail'], 1])
  const real = await apply(file)
  expect(real.stdout).toBe(dry.stdout)
  expect(await names()).toEqual(['dead', 'mail', 'orders'])
})

test('queues that are each other’s dead-letter queues are made too', async () => {
  const { apply, queue, names } = await open()
  const file = { a: { deadLetter: { queue: 'b', maxAttempts: 1 } }, b: { deadLetter: { queue: 'a', maxAttempts: 2 } } }
  expect(await apply(file, '--dry-run')).toMatchObject({ code: 0, stdout: 'b: created\na: created\n' })
  expect(await names()).toEqual([])
  expect((await apply(file)).stdout).toBe('b: created\na: created\n')
  expect([(await queue('a')).deadLetter.queue, (await queue('b')).deadLetter.queue]).toEqual(['b', 'a'])
  expect((await apply(file)).stdout).toBe('b: unchanged\na: unchanged\n')
})

test.each([
  [{ ok: {}, orders: { waitSeconds: 31 } }, 'queue orders: waitSeconds is too large (limit 30, got 31)'],
  [{ ok: {}, orders }, 'queue orders: deadLetter.queue names a queue that is neither in the file nor on the server'],
  [
    { ok: {}, 'a.fifo': { ordered: { deduplication: { scope: 'group' } } } },
    'queue a.fifo: ordered.deduplication.scope cannot be changed once the queue exists (limit queue, got group)',
  ],
])('%j: nothing at all is made, and the file, the queue, the field and the limit are named', async (queues, words) => {
  const { apply, ask, names, file } = await open()
  await ask('PUT', '/v1/queues/a.fifo')
  const { code, stdout, stderr } = await apply(queues)
  expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' })
  expect(stderr).toContain(`sluice: ${file}: ${words}`)
  expect(stderr).toContain('Nothing was changed.')
  expect(await names()).toEqual(['a.fifo'])
})

test('with --json each queue is a value', async () => {
  const { apply } = await open()
  await apply({ a: {} })
  const { stdout } = await apply({ a: { waitSeconds: 3 } }, '--json')
  expect(JSON.parse(stdout)).toEqual({
    queue: 'a',
    outcome: 'changed',
    changes: [{ path: 'waitSeconds', from: 0, to: 3 }],
  })
})

test('a file that is not there, a server that is not there, a command without a file', async () => {
  const { url, file } = await open()
  expect(await sluice(['apply', '-f', file], { url })).toMatchObject({
    code: exitCodes.usage,
    stderr: expect.stringContaining(`${file}: cannot be read`),
  })
  writeFileSync(file, '{"queues": {}}')
  const nobody = await sluice(['apply', '-f', file], { replies: [new Error('gone'), new Error('gone')] })
  expect(nobody.code).not.toBe(exitCodes.ok)
  expect(await sluice(['apply'], { url })).toMatchObject({ code: exitCodes.usage })
})

test('the file in the help and in the guide is one that can be applied', async () => {
  const { url, apply } = await open()
  const { stdout: help } = await sluice(['apply', '--help'], { url })
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/cli.md'), 'utf8')
  for (const text of [help, guide]) {
    const [json = ''] = /\{"queues": \{[\s\S]*?\n *\}\}/.exec(text) ?? []
    const { queues } = JSON.parse(json)
    expect((await apply(queues, '--dry-run')).code).toBe(0)
    expect(Object.keys(queues)).toEqual(['orders', 'orders-dead'])
  }
})
