import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aFolder, aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/triggers.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on triggers works as printed', async () => {
  const modules = aFolder()
  const { server, ask } = await aServer({ modules })
  const [, handler = ''] = page.match(/```ts\n([\s\S]*?)```/) ?? []
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk.split(home)).toHaveLength(2)
  writeFileSync(join(modules, 'handler.ts'), handler)
  const script = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', script, { encoding: 'utf8' })
  const dead = JSON.parse(`{"messages":${stdout.split('{"messages":').at(-1)}`)
  expect(dead.messages).toMatchObject([{ body: 'bad order', origins: [{ queue: 'orders' }] }])
  expect((await ask('GET', '/v1/queues/orders/stats')).json()).toMatchObject({ visible: 0, delayed: 0 })
})
