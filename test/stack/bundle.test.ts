import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { entriesIn } from './aService.ts'

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
  expect((await import(manage!.file)).handler()).toMatch(/^[\\/]$/)
  expect(readFileSync(ack!.file, 'utf8')).not.toContain('createRequire')
})

test('an entry without a handler, and a folder without entries, are refused', async () => {
  await expect(bundle({ poll: 'export const handle = 1' })).rejects.toThrow('poll.ts exports no handler')
  await expect(bundle({})).rejects.toThrow('no functions in ')
})
