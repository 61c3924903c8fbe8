import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/redrive.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on redrives works as printed', async () => {
  const { server, ask } = await aServer({ clock: 'virtual' })
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk.split(home)).toHaveLength(2)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  expect(stdout).toContain('"moved":2')
  expect(stdout).toContain('"originId":')
  expect((await ask('GET', '/v1/queues/orders/stats')).json()).toMatchObject({ visible: 2 })
  expect((await ask('GET', '/v1/queues/dead/stats')).json()).toMatchObject({ visible: 0 })
})
