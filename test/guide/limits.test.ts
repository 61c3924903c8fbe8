import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/limits.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

const walks = Array.from(page.matchAll(/```sh\n([\s\S]*?)```/g), ([, walk]) => walk!) as [string, string]

test('the walk in the page on limits works as printed', async () => {
  const { server, ask } = await aServer({ clock: 'virtual' })
  const [walk] = walks
  expect(walk.split(home)).toHaveLength(3)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  expect(stdout.trim().split('\n')).toEqual(['201', '201', '429', '201'])
  expect((await ask('GET', '/v1/queues/signups/stats')).json()).toMatchObject({ visible: 6 })
})

test('so does the one on messages in flight', async () => {
  const { server, ask } = await aServer()
  const script = ['-euo', 'pipefail', '-c', walks[1].replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  expect(stdout.split('\n').map(line => line.trim())).toEqual(['{"messages":[]}', '1', ''])
  expect((await ask('GET', '/v1/queues/reports/stats')).json()).toMatchObject({ visible: 0, inFlight: 2 })
})
