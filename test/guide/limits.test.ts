import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/limits.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on limits works as printed', async () => {
  const { server, ask } = await aServer({ clock: 'virtual' })
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk.split(home)).toHaveLength(3)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  expect(stdout.trim().split('\n')).toEqual(['201', '201', '429', '201'])
  expect((await ask('GET', '/v1/queues/signups/stats')).json()).toMatchObject({ visible: 6 })
})
