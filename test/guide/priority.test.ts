import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/priority.md'), 'utf8')

test('the walk on the page of priorities works as printed', async () => {
  // Nothing gets old, so no poll begins at the worst.
  const { port } = await aServer({ clock: 'virtual' })
  const [, walk] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  expect(walk).toContain('127.0.0.1:9324')
  const script = walk!.replaceAll('127.0.0.1:9324', `127.0.0.1:${port}`)
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script])
  const lines = stdout.split(/(?<=\})(?=\{)/).map(line => JSON.parse(line))
  expect(lines.at(-1)!.messages).toMatchObject([{ body: 'the pump has stopped', priority: 1 }])
})
