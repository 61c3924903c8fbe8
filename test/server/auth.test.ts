import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { script } from '../cli/aCommand.ts'
import { aFolder, aServer } from './aServer.ts'

const bearer = (id: string, secret: string) => ({ headers: { authorization: `Bearer ${id}.${secret}` } })

test('a server with auth on makes a first key, once, that may do everything', async () => {
  const data = aFolder()
  const { server } = await aServer({ auth: 'on', store: 'embedded', data })
  const { id, secret } = server.firstKey!
  expect((await fetch(`${server.url}/v1/queues`)).status).toBe(401)
  expect((await fetch(`${server.url}/v1/queues`, bearer(id, secret))).status).toBe(200)
  const created = await fetch(`${server.url}/v1/queues/orders`, { ...bearer(id, secret), method: 'PUT' })
  expect(created.status).toBe(201)
  await server.stop()
  const again = await aServer({ auth: 'on', store: 'embedded', data })
  expect(again.server.firstKey).toBeUndefined()
  expect((await fetch(`${again.server.url}/v1/queues/orders`, bearer(id, secret))).status).toBe(200)
})

test('with auth off there is none', async () => {
  expect((await aServer()).server.firstKey).toBeUndefined()
})

test('with auth on a server may be reached by any name, and asks for keys there', async () => {
  const { server, port } = await aServer({ auth: 'on', host: '0.0.0.0' })
  const { id, secret } = server.firstKey!
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/v1/queues`, { headers: { origin: 'https://example.com', ...headers } })
  expect((await ask({})).status).toBe(401)
  expect((await ask(bearer(id, secret).headers)).status).toBe(200)
})

test('what everybody may know is told without a key', async () => {
  const { server } = await aServer({ auth: 'on' })
  for (const path of ['/health', '/openapi.json', '/docs']) expect((await fetch(server.url + path)).status).toBe(200)
})

test('the virtual clock is nobody’s to move without a key', async () => {
  const { server, ask } = await aServer({ auth: 'on', clock: 'virtual' })
  expect((await ask('POST', '/dev/clock', { advanceSeconds: 1 })).status).toBe(401)
  const { id, secret } = server.firstKey!
  const moved = await fetch(`${server.url}/dev/clock`, {
    method: 'POST',
    body: '{"advanceSeconds":1}',
    headers: { 'content-type': 'application/json', ...bearer(id, secret).headers },
  })
  expect(moved.status).toBe(200)
})

test('the command shows the first key on stderr, and writes the audit log there, without the secret', async () => {
  const child = spawn(process.execPath, [script, 'serve', '--port', '0', '--store', 'memory', '--auth', 'on'])
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', chunk => (stderr += chunk))
  child.stdout.on('data', chunk => (stdout += chunk))
  const shown = /SLUICE_ACCESS_KEY_ID=(\w{20})\nexport SLUICE_SECRET_ACCESS_KEY=([\w-]{40})\n/
  while (!shown.test(stderr)) await once(child.stderr, 'data')
  while (stdout === '') await once(child.stdout, 'data')
  const [, id, secret] = stderr.match(shown)!
  const url = stdout.trim().replace('sluice ready ', '')
  await fetch(`${url}/v1/queues/orders`, { method: 'PUT', ...bearer(id!, secret!) })
  child.kill('SIGTERM')
  await once(child, 'close')
  expect(stdout).toBe(`sluice ready ${url}\n`)
  expect(stderr.split(secret!)).toHaveLength(2)
  const audit = stderr.split('\n').filter(one => one.startsWith('{'))
  expect(audit.map(one => JSON.parse(one))).toMatchObject([
    { message: 'audit', who: `admin (${id})`, action: 'putQueue', queue: 'orders', outcome: 'done' },
  ])
})
