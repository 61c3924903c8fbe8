import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { aFolder } from '../server/aServer.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

let archive: string
beforeAll(async () => {
  const { stdout } = await run(process.execPath, [join(root, 'scripts/build.ts'), 'package'])
  archive = / packed (.+\.tgz)$/m.exec(stdout)![1]!
}, 60_000)

/** The archive laid out in an empty folder, with nothing beside it. */
async function anInstallation() {
  const folder = aFolder()
  await run('tar', ['-xzf', archive, '-C', folder])
  const home = join(folder, 'home')
  mkdirSync(home)
  const script = join(folder, 'package/cli/sluice.js')
  const sluice = async (url: string, ...words: string[]) =>
    (await run(process.execPath, [script, ...words], { cwd: home, env: { SLUICE_URL: url, PATH: process.env.PATH } }))
      .stdout
  return { script, home, sluice }
}

async function serving(script: string, home: string, store: string): Promise<string> {
  const server = spawn(process.execPath, [script, 'serve', '--port', '0', '--store', store], { cwd: home })
  const ended = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })
  for await (const line of createInterface(server.stdout)) return line.replace('sluice ready ', '')
  throw new Error('the server ended before it was ready')
}

test('the packed command tells its version', async () => {
  const { sluice } = await anInstallation()
  expect(await sluice('', '--version')).toBe(`${version}\n`)
})

test.each(['memory', 'embedded'])(
  'the packed command serves from an empty folder, on the %s store',
  async store => {
    const { script, home, sluice } = await anInstallation()
    const url = await serving(script, home, store)
    await sluice(url, 'queue', 'create', 'orders')
    const id = await sluice(url, 'publish', 'orders', 'one order')
    expect(JSON.parse(await sluice(url, 'poll', 'orders', '--ack', '--json'))).toMatchObject({
      id: id.trim(),
      body: 'one order',
    })
    expect(await sluice(url, 'poll', 'orders', '--ack')).toBe('')
    expect(readdirSync(home)).toEqual(store === 'memory' ? [] : ['.sluice'])
  },
  30_000,
)

test('the packed command works messages off, and starts its own consumers to verify', async () => {
  const { script, home, sluice } = await anInstallation()
  const url = await serving(script, home, 'memory')
  await sluice(url, 'queue', 'create', 'orders')
  await sluice(url, 'publish', 'orders', 'one order')
  expect(await sluice(url, 'work', 'orders', '--exit-when-empty', '--', 'cat')).toBe('one order')
  expect(JSON.parse(await sluice(url, 'verify', '--seconds', '1', '--json'))).toMatchObject({ lost: 0, left: 0 })
}, 60_000)
