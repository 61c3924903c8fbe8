import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Server } from '../../cli/serve/server.ts'
import { aServer } from './aServer.ts'

type Report = { userLimits?: { open_files?: { soft: number | string } } }

const wanted = 10_000

/** As many as wanted, or as this system lets one process open: both ends keep some descriptors for other things. */
function mostConnections(): number {
  const { userLimits } = process.report.getReport() as Report
  const openFiles = userLimits?.open_files?.soft
  return Math.min(wanted, typeof openFiles === 'number' ? openFiles - 200 : wanted)
}

const count = mostConnections()

/** Resolves when so many more connections were accepted. */
const connections = (server: Server, count: number): Promise<void> =>
  new Promise(resolve => {
    let left = count
    server.door.server.on('connection', () => --left === 0 && resolve())
  })

async function idleCallers(port: number, count: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'idleCallers.ts'), `${port}`, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

// A laptop may try fewer, and the title says so; where a release is decided, fewer prove too little.
test.runIf(process.env.CI)(`${wanted} connections can be opened here`, () => {
  expect(count, 'raise the limit of open files: ulimit -n').toBe(wanted)
})

test(`${count} idle connections cost little, hold nobody up and end with a stop`, { timeout: 30_000 }, async () => {
  const { server, port, ask } = await aServer()
  await ask('PUT', '/v1/queues/orders')
  const before = process.memoryUsage().rss
  const accepted = connections(server, count)
  const callers = await idleCallers(port, count)
  await accepted
  expect((await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'a' }] })).status).toBe(201)
  const bytesEach = (process.memoryUsage().rss - before) / count
  console.log(`${count} of ${wanted} idle connections, ${Math.round(bytesEach / 1024)} KiB each`)
  expect(bytesEach).toBeLessThan(64 * 1024)
  const ended = once(callers, 'exit')
  await server.stop()
  expect((await ended)[0]).toBe(0)
})

test('beyond what it holds, new connections are closed', async () => {
  const { server, port, ask } = await aServer()
  await ask('GET', '/health')
  server.door.server.maxConnections = 1 // the one that `ask` keeps
  const dropped = once(server.door.server, 'drop')
  const callers = await idleCallers(port, 1)
  await dropped
  expect((await once(callers, 'exit'))[0]).toBe(0)
})
