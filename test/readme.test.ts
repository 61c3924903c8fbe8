import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

/** The address of a fresh server, as its ready line says. */
async function aServer(): Promise<string> {
  const flags = ['serve', '--port', '0', '--store', 'memory']
  const server = spawn(process.execPath, [join(root, 'cli/sluice.ts'), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGTERM')
    await exited
  })
  for await (const line of createInterface(server.stdout)) {
    const [, url] = line.match(/^sluice ready (http:\S+)$/) ?? []
    if (url !== undefined) return url
  }
  throw new Error('The server ended before it was ready.')
}

/** The walk as it is printed, but for the port. */
function theWalk(url: string): string {
  const [, walk] = readme.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk).toContain(home)
  return walk!.replaceAll(home, url)
}

test('the walk in the README works as printed', async () => {
  const walk = theWalk(await aServer())
  expect(walk.match(/\bcurl /g)).toHaveLength(5)
  const said = execFileSync('bash', ['-euo', 'pipefail', '-c', walk], { encoding: 'utf8' })
  expect(said).toMatch(/"name":"orders".*"messages":\[\{"id":"[0-9a-f-]{36}"\}\]/)
  expect(said).toContain('"outcome":"acked"')
  expect(said).toContain('"visible":0,"inFlight":0,"delayed":0')
})

test('every script that the README names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = [...readme.matchAll(/npm (?:run )?([a-z:-]+)/g)].map(match => match[1]!)
  const builtIn = ['ci', 'brings']
  expect(named.filter(name => !builtIn.includes(name) && scripts[name] === undefined)).toEqual([])
})
