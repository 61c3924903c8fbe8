import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/retries.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on retries works as printed', async () => {
  const { server, ask } = await aServer({ clock: 'virtual' })
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk.split(home)).toHaveLength(3)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  const delays = [...stdout.matchAll(/"publishedAt":"([^"]+)".*?"visibleAt":"([^"]+)"/g)].map(
    ([, published, visible]) => (Date.parse(visible!) - Date.parse(published!)) / 1000,
  )
  expect(delays).toEqual([5, 305])
  expect(stdout).toContain('"attempts":3')
  expect((await ask('GET', '/v1/queues/webhooks/stats')).json()).toMatchObject({ inFlight: 1, delayed: 0 })
})

test('every policy on the page is one that the server takes', async () => {
  const { ask } = await aServer()
  const policies = [...page.matchAll(/^\| `(\{.*?\})` \|/gm)].map(([, policy]) => JSON.parse(policy!))
  expect(policies.map(({ kind }) => kind)).toEqual(['fixed', 'exponential', 'table'])
  for (const retry of policies)
    expect((await ask('PUT', '/v1/queues/orders', { retry })).json()).toMatchObject({ retry })
})
