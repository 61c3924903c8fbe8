import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../examples/webhooks/run.ts')

test.each(['memory', 'embedded'])('every webhook arrives, on the %s store', { timeout: 60_000 }, async store => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--store', store])
  expect(stdout).toMatch(/^webhooks +329 .*58 event types/m)
  expect(stdout).toMatch(/^published +329 /m)
  expect(stdout).toMatch(/^processed +329 .*1 of them killed/m)
  expect(stdout).toMatch(/^lost +0 /m)
})
