import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WalSync } from './walSync.ts'

type Done = (error: Error | null) => void

/** A sync whose disk answers when the test says so. */
function open() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  const path = join(folder, 'log')
  writeFileSync(path, '')
  const begun: Done[] = []
  const sync = new WalSync(path, (_handle, done) => begun.push(done))
  onTestFinished(async () => {
    await sync.close().catch(() => {}) // some tests close it themselves
    rmSync(folder, { recursive: true })
  })
  const over: string[] = []
  const ask = (name: string) =>
    sync.covering().then(
      () => over.push(name),
      () => over.push(`${name} failed`),
    )
  const settle = () => new Promise(resolve => setImmediate(resolve))
  return { sync, begun, over, ask, settle }
}

test('one sync at a time; who asks during one waits for the next, and all of them share it', async () => {
  const { begun, over, ask, settle } = open()
  ask('first')
  ask('second')
  ask('third')
  expect(begun).toHaveLength(1)
  begun[0]!(null)
  await settle()
  expect(over).toEqual(['first'])
  expect(begun).toHaveLength(2)
  begun[1]!(null)
  await settle()
  expect(over).toEqual(['first', 'second', 'third'])
  expect(begun).toHaveLength(2)
})

test('closing waits for the sync under way, which still needs the file', async () => {
  const { sync, begun, over, ask, settle } = open()
  ask('first')
  const closing = sync.close().then(() => over.push('closed'))
  await settle()
  expect(over).toEqual([])
  begun[0]!(null)
  await settle()
  begun[1]!(null)
  await closing
  expect(over).toEqual(['first', 'closed'])
})

test('after a failed sync nothing is promised any more', async () => {
  const { sync, begun, over, ask, settle } = open()
  ask('covered')
  ask('waiting')
  begun[0]!(new Error('EIO: the disk is gone'))
  await settle()
  expect(over).toEqual(['covered failed', 'waiting failed'])
  await expect(sync.covering()).rejects.toThrow('Restart Sluice')
  expect(begun).toHaveLength(1)
})
