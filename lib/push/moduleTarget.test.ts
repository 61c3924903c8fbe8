import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aBatch, someServices } from '../../test/push/aBatch.ts'
import { makeModuleTarget } from './moduleTarget.ts'

const never = new AbortController().signal

/** A folder of modules, and what they write. */
function modules() {
  const parent = mkdtempSync(join(tmpdir(), 'sluice-modules-'))
  const folder = join(parent, 'in')
  mkdirSync(folder)
  const lines: string[] = []
  const target = makeModuleTarget(
    folder,
    (_, messages) => ({ Records: messages.map(({ message }) => ({ messageId: message.id })) }),
    line => lines.push(line),
  )
  onTestFinished(() => {
    target.close()
    rmSync(parent, { recursive: true, force: true })
  })
  let changes = 0
  const write = (name: string, code: string): void => {
    const file = join(folder, name)
    writeFileSync(file, code)
    // Two writes within the grain of a file's time look like one.
    utimesSync(file, new Date(), new Date(1e12 + ++changes * 1000))
  }
  const run = async (path: string, signal = never) => {
    const to = { kind: 'module', path } as const
    const outcomes = await target.deliver(someServices(), to, aBatch(to, { a: '1', b: '2' }), signal)
    return outcomes.map(outcome => ('reason' in outcome ? outcome.reason : outcome.kind))
  }
  return { parent, folder, lines, write, run }
}

test('a handler in TypeScript gets the event, and is begun anew when a file that it uses has changed', async () => {
  const { write, run, lines } = modules()
  write('part.ts', 'export const failing: string[] = ["b"]')
  const code = `import { failing } from './part.ts'
export const handler = (event: { Records: { messageId: string }[] }) => {
  console.log('got', event.Records.length)
  return { batchItemFailures: failing.map(itemIdentifier => ({ itemIdentifier })) }
}`
  write('handler.ts', code)
  expect(await run('./handler.ts')).toEqual(['delivered', 'reported by the target as failed'])
  write('part.ts', 'export const failing: string[] = []')
  expect(await run('./handler.ts')).toEqual(['delivered', 'delivered'])
  await expect.poll(() => lines).toEqual(['t: got 2', 't: got 2'])
})

test('a handler that throws, or a module that breaks down or has none, has failed in words; the next batch begins anew', async () => {
  const { write, run } = modules()
  write('throws.mjs', 'export const handler = () => { throw new TypeError("boom") }')
  expect(await run('throws.mjs')).toEqual(Array(2).fill('TypeError: boom'))
  write(
    'dies.mjs',
    'let calls = 0\nexport const handler = () => new Promise(() => setImmediate(() => { throw new Error("oh") }))',
  )
  for (let tries = 0; tries < 2; tries++)
    expect(await run('dies.mjs')).toEqual(Array(2).fill('the module broke down: Error: oh'))
  write('dies.mjs', 'export const handler = () => {}')
  expect(await run('dies.mjs')).toEqual(['delivered', 'delivered'])
  write('none.mjs', 'export const other = 1')
  expect(await run('none.mjs')).toEqual(Array(2).fill('Error: the module exports no function "handler"'))
})

test('one that nobody waits for any more is ended, even in an endless loop', async () => {
  const { write, run } = modules()
  write('loops.mjs', 'export const handler = () => { for (;;); }')
  const ending = new AbortController()
  const running = run('loops.mjs', ending.signal)
  setTimeout(() => ending.abort(), 50)
  expect(await running).toEqual(Array(2).fill('the module was stopped'))
})

test('nothing outside of the folder runs, by no name and by no link', async () => {
  const { parent, folder, run } = modules()
  writeFileSync(join(parent, 'out.mjs'), 'export const handler = () => {}')
  symlinkSync(join(parent, 'out.mjs'), join(folder, 'link.mjs'))
  for (const path of ['../out.mjs', 'a/../../out.mjs', join(parent, 'out.mjs'), 'link.mjs', '../in-other/x.mjs'])
    expect(await run(path)).toEqual(Array(2).fill(`the module ${path} is not below the folder for modules`))
  expect(await run('./absent.mjs')).toEqual(Array(2).fill('target is gone: there is no file ./absent.mjs'))
})
