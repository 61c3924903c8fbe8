import { type ChildProcess, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aFolder, aServer } from './aServer.ts'
import { aRequest, wireTo } from './wire.ts'

vi.setConfig({ testTimeout: 30_000 }) // each test starts a process, on a machine that may be busy

const command = join(import.meta.dirname, '../../cli/sluice.ts')

/** `sluice serve` as a process of its own, cut when the test ends. */
function serving(...flags: string[]) {
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', ...flags])
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, stdout: text(child.stdout), stderr: text(child.stderr), exit: exitOf(child) }
}

const exitOf = async (child: ChildProcess): Promise<number | null> => (await once(child, 'exit'))[0]

/** The port of the ready line. Rejects when the process ends before. */
async function readyPort({ child, exit }: ReturnType<typeof serving>): Promise<number> {
  const ended = exit.then(code => Promise.reject(new Error(`ended with ${code}`)))
  const [line] = await Promise.race([once(child.stdout!, 'data'), ended])
  return Number(/^sluice ready http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(String(line))?.[1])
}

test.each(['SIGTERM', 'SIGINT'] as const)('it says one line when it is ready, and ends well on %s', async signal => {
  const serve = serving('--data', aFolder())
  const port = await readyPort(serve)
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  serve.child.kill(signal)
  expect(await serve.exit).toBe(0)
  expect(await serve.stdout).toBe(`sluice ready http://127.0.0.1:${port}\n`)
  expect(await serve.stderr).toMatch(/^messages are kept in .*\nstopping: /)
})

test('a second signal ends it at once, whatever is under way', async () => {
  const serve = serving('--store', 'memory')
  const wire = await wireTo(await readyPort(serve))
  // A request that has come in half would be waited for.
  const headers = { expect: '100-continue', 'content-length': '9' }
  expect((await wire.say(aRequest('/', { method: 'POST', headers })).hear()).status).toBe(100)
  serve.child.kill('SIGTERM')
  for await (const [chunk] of on(serve.child.stderr!, 'data')) if (String(chunk).includes('stopping')) break
  serve.child.kill('SIGTERM')
  expect(await serve.exit).toBe(130)
})

test.each([
  [['--port', '70000'], '--port is "70000": it has to be a whole number'],
  [['--auth', 'maybe'], '--auth is "maybe": it has to be on or off'],
])('with %j it does not start, and says why', async (flags, message) => {
  const serve = serving(...flags)
  expect(await serve.exit).toBe(2)
  expect(await serve.stderr).toContain(message)
  expect(await serve.stdout).toBe('')
})

test('a port in use is a line and an exit code', async () => {
  const { port } = await aServer()
  const serve = serving('--store', 'memory', '--port', `${port}`)
  expect(await serve.exit).toBe(2)
  expect(await serve.stderr).toContain(`Port ${port} on 127.0.0.1 is in use. Choose another one with --port`)
})

test('a folder in use is a line and an exit code', async () => {
  const data = aFolder()
  await aServer({ store: 'embedded', data })
  const serve = serving('--data', data)
  expect(await serve.exit).toBe(1)
  expect(await serve.stderr).toBe(
    `sluice: The data folder ${data} is in use by another Sluice process. Stop that one, or choose another folder.\n`,
  )
})
