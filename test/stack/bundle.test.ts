import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { entriesIn } from './aService.ts'
import { runOffline } from './offline.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-bundle-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const bundle = (sources: Record<string, string>) =>
  bundleFunctions(entriesIn(mkdtempSync(join(root, 'entries-')), sources), mkdtempSync(join(root, 'out-')))

test('an entry becomes one file that runs with nothing beside it', async () => {
  const valibot = JSON.stringify(join(import.meta.dirname, '../../node_modules/valibot/dist/index.mjs'))
  const source = `import { parse, string } from ${valibot}\nexport const handler = (event: unknown) => parse(string(), event)`
  const [built] = await bundle({ publish: source })
  const { handler } = await import(built!.file)
  expect(handler('a')).toBe('a')
  expect(() => handler(1)).toThrow()
  expect(built).toMatchObject({ name: 'publish', bytes: readFileSync(built!.file).length })
  expect(built!.gzipBytes).toBeLessThan(built!.bytes)
})

test('error classes keep their names', async () => {
  const [built] = await bundle({
    poll: 'class Odd extends Error {}\nexport const handler = () => new Odd().constructor.name',
  })
  expect((await import(built!.file)).handler()).toBe('Odd')
})

test('a CommonJS package may ask for one of node’s own modules, and only then is there a banner', async () => {
  const common = join(root, 'common.cjs')
  writeFileSync(common, "const { sep } = require('node:path')\nmodule.exports = () => sep")
  const asking = `export { default as handler } from ${JSON.stringify(common)}`
  const [ack, manage] = await bundle({ manage: asking, ack: 'export const handler = () => 1' })
  // In a process of its own: a test runner may lend modules the `require` that plain node does not give them.
  const calling = `console.log((await import(${JSON.stringify(pathToFileURL(manage!.file))})).handler())`
  expect(await runOffline(root, '--input-type=module', '--eval', calling)).toMatchObject({ stdout: `${sep}\n` })
  expect(readFileSync(ack!.file, 'utf8')).not.toContain('createRequire')
})

test('of a package in two builds the one for modules is taken', async () => {
  const folder = mkdtempSync(join(root, 'two-'))
  const entries = entriesIn(folder, { publish: "export { default as handler } from 'two'" })
  mkdirSync(join(folder, 'node_modules/two'), { recursive: true })
  const write = (file: string, text: string) => writeFileSync(join(folder, 'node_modules/two', file), text)
  write('package.json', JSON.stringify({ name: 'two', main: 'common.js', module: 'module.mjs' }))
  write('common.js', "module.exports = () => 'common'")
  write('module.mjs', "export default () => 'module'")
  const [built] = await bundleFunctions(entries, join(folder, 'out'))
  expect((await import(built!.file)).handler()).toBe('module')
})

test('an entry without a handler, and a folder without entries, are refused', async () => {
  await expect(bundle({ poll: 'export const handle = 1' })).rejects.toThrow('poll.ts exports no handler')
  await expect(bundle({})).rejects.toThrow('no functions in ')
})
