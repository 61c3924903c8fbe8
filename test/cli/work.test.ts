import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder, aServer } from '../server/aServer.ts'
import { aCommand, makeSluice } from './aCommand.ts'

async function open(...bodies: string[]) {
  const { server, ask } = await aServer({ clock: 'virtual' })
  await ask('PUT', '/v1/queues/orders')
  const messages = bodies.map(body => ({ body, attributes: { n: { type: 'number', value: '1' } } }))
  await ask('POST', '/v1/queues/orders/messages', { messages })
  const stats = async () => (await ask('GET', '/v1/queues/orders/stats')).json()
  const list = async (state: string) => (await ask('GET', `/v1/queues/orders/messages?state=${state}`)).json().items
  return { ask, stats, list, url: server.url, sluice: makeSluice(server.url), folder: aFolder() }
}

const work = (url: string, flags: string, ...command: string[]) =>
  aCommand(url, ['work', 'orders', ...flags.split(' ').filter(Boolean), '--', ...command])

/** Looks again until it is so; the test's own time limit ends it. */
async function until<Seen>(look: () => Promise<Seen>, isSo: (seen: Seen) => boolean): Promise<Seen> {
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    await new Promise(setImmediate) // the server runs in this process
  }
}

/** A command that says it has begun, and goes on when the test says so. */
function aGate(folder: string) {
  const [begun, gate] = [join(folder, 'begun'), join(folder, 'gate')]
  execFileSync('mkfifo', [gate])
  const command = ['sh', '-c', `echo begun > '${begun}'; read line < '${gate}'`]
  const hasBegun = () =>
    until(
      async () => wordsIn(begun),
      words => words !== '',
    )
  return { command, hasBegun, open: () => writeFile(gate, 'go\n') }
}

function wordsIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

test('a command that exits 0 acks; it gets the body on stdin and the rest in its environment', async () => {
  const { url, stats } = await open('hello')
  const script =
    'printf "%s|" "$SLUICE_QUEUE" "$SLUICE_MESSAGE_ID" "$SLUICE_ATTEMPTS" "$SLUICE_ATTRIBUTES" "$SLUICE_URL"; cat'
  const { code, stdout, stderr } = await work(url, '--exit-when-empty', 'sh', '-c', script).result
  expect(stdout).toMatch(/^orders\|[0-9a-f-]{36}\|1\|\{"n":\{"type":"number","value":"1"\}\}\|http:\/\/127.*\|hello$/)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '1 done, 0 failed\n' })
  expect(await stats()).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('a command that fails nacks with the end of its stderr, and the message rests', async () => {
  const { url, list } = await open('hello')
  const line = 'seq 1 200 >&2; echo no such customer >&2; exit 3'
  const { code, stderr } = await work(url, '--exit-when-empty --retry-delay 1h', 'sh', '-c', line).result
  expect(code).toBe(1)
  expect(stderr).toContain('attempt 1: exit 3: ')
  expect(stderr).toMatch(/0 done, 1 failed\n$/)
  const [message] = await list('delayed')
  expect(message.lastNackReason).toMatch(/^exit 3: .*\n199\n200\nno such customer$/s)
  expect(Buffer.byteLength(message.lastNackReason)).toBeLessThanOrEqual(256)
})

test('without --retry-delay it rests as the queue says', async () => {
  const { url, list } = await open('hello')
  const retry = { kind: 'fixed', delaySeconds: 3_600 }
  await fetch(`${url}/v1/queues/orders`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ retry }),
  })
  expect((await work(url, '--exit-when-empty', 'false').result).code).toBe(1)
  expect(await list('delayed')).toHaveLength(1)
})

test('a failed message does not stop the others', async () => {
  const { url } = await open('1', '2', '3', '4')
  const { code, stderr } = await work(url, '--exit-when-empty --concurrency 2', 'sh', '-c', 'test "$(cat)" != 2').result
  expect(code).toBe(1)
  expect(stderr).toMatch(/3 done, 1 failed\n$/)
})

test('a command that does not read its input is none the worse', async () => {
  const { url } = await open('x'.repeat(500_000))
  expect(await work(url, '--exit-when-empty', 'true').result).toMatchObject({ code: 0 })
})

test('a command that does not exist ends the work, and the message is given back', async () => {
  const { url, list } = await open('1', '2')
  const { code, stderr } = await work(url, '', 'no-such-command').result
  expect(code).toBe(1)
  expect(stderr).toContain('cannot run no-such-command')
  expect(await list('inFlight')).toEqual([])
})

test('attributes too large for an environment fail that message alone', async () => {
  const { url, ask } = await open()
  const attributes = { huge: { type: 'string', value: 'x'.repeat(200_000) } }
  await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'a', attributes }, { body: 'b' }] })
  const { code, stderr } = await work(url, '--exit-when-empty', 'true').result
  expect(code).toBe(1)
  expect(stderr).toMatch(/E2BIG.*1 done, 1 failed\n$/s)
})

test('a queue that is not there is exit code 3', async () => {
  const { url } = await open()
  const { result } = aCommand(url, ['work', 'nowhere', '--', 'true'])
  expect(await result).toMatchObject({ code: 3 })
})

test('while a command runs its lease is renewed', async () => {
  const { url, ask, list, stats, folder } = await open('hello')
  const gate = aGate(folder)
  const running = work(url, '--exit-when-empty --visibility-timeout 2', ...gate.command)
  await gate.hasBegun()
  for (let second = 0; second < 3; second++) {
    const [{ leaseExpiresAt }] = await list('inFlight')
    await ask('POST', '/dev/clock', { advanceSeconds: 1 })
    await until(
      () => list('inFlight'),
      ([message]) => message?.leaseExpiresAt > leaseExpiresAt,
    )
  }
  await gate.open()
  expect(await running.result).toMatchObject({ code: 0 })
  expect(await stats()).toMatchObject({ visible: 0, inFlight: 0 })
})

test('a command whose lease is lost is ended', async () => {
  const { url, ask, folder } = await open('hello')
  const gate = aGate(folder)
  const running = work(url, '--visibility-timeout 1', ...gate.command)
  await gate.hasBegun()
  await ask('POST', '/v1/queues/orders/purge')
  await said(running, 'ended by SIGTERM')
  running.child.kill('SIGTERM')
  expect(await running.result).toMatchObject({ code: 0 })
})

test('on SIGTERM takes nothing more, lets the command finish and acks', async () => {
  const { url, stats, folder } = await open('1', '2')
  const gate = aGate(folder)
  const running = work(url, '', ...gate.command)
  await gate.hasBegun()
  running.child.kill('SIGTERM')
  await said(running, 'stopping')
  await gate.open()
  expect(await running.result).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 done, 0 failed\n$/) })
  expect(await stats()).toMatchObject({ visible: 1, inFlight: 0, delayed: 0 })
})

test('a second signal ends the command, and its message is given back', async () => {
  const { url, list, folder } = await open('1')
  const gate = aGate(folder)
  const running = work(url, '', ...gate.command)
  await gate.hasBegun()
  running.child.kill('SIGTERM')
  await said(running, 'stopping')
  running.child.kill('SIGINT')
  expect(await running.result).toMatchObject({ stderr: expect.stringMatching(/0 done, 1 failed\n$/) })
  expect(await list('delayed')).toMatchObject([{ lastNackReason: 'ended by SIGTERM' }])
})

/** Resolves when stderr has had these words. */
const said = ({ child }: ReturnType<typeof aCommand>, words: string): Promise<void> =>
  new Promise(resolve => {
    let heard = ''
    child.stderr.on('data', chunk => {
      heard += chunk
      if (heard.includes(words)) resolve()
    })
  })
