import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/topics.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on topics works as printed', async () => {
  const { server, ask } = await aServer({ clock: 'virtual' })
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk.split(home)).toHaveLength(2)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  const polled = stdout.split('{"messages":').slice(-2)
  expect(polled[0]).toContain('order 7')
  expect(polled[1]).toContain('"topic":{"name":"orders"')
  expect(polled[1]).not.toContain('order 7')
  expect((await ask('GET', '/v1/queues/billing/stats')).json()).toMatchObject({ inFlight: 2 })
  expect((await ask('GET', '/v1/queues/shipping/stats')).json()).toMatchObject({ inFlight: 1 })
})
