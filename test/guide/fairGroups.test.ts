import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/fair-groups.md'), 'utf8')

test('the walk on the page of fair groups works as printed', async () => {
  // Nothing gets old, so no poll begins at the worst.
  const { port } = await aServer({ clock: 'virtual' })
  const [, walk] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk).toContain('127.0.0.1:9324')
  const script = walk!.replaceAll('127.0.0.1:9324', `127.0.0.1:${port}`)
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script])
  const answers = stdout.split(/(?<=\})(?=\{"(?:ids|messages|name))/).map(answer => JSON.parse(answer))
  const polled = answers.slice(-2).flatMap(({ messages }) => messages as { body: string; groupId: string }[])
  expect(polled).toHaveLength(32)
  expect(polled.findIndex(({ body }) => body === 'one invoice')).toBe(29)
  expect(polled[29]).toMatchObject({ groupId: 'customer-7' })
})
