import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { entriesIn, repository } from './aService.ts'
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

test('errors are told apart by the names that they state, as a squeezed class has none', () => {
  const files = ['lib', 'functions'].flatMap(room =>
    readdirSync(join(repository, room), { recursive: true, encoding: 'utf8' }).map(path =>
      join(repository, room, path),
    ),
  )
  const sources = files.filter(path => /(?<!\.test)\.ts$/.test(path)).map(path => readFileSync(path, 'utf8'))
  const classes = sources.flatMap(source => source.match(/class \w+ extends \w*Error \{[^}]*/g) ?? [])
  expect(classes.length).toBeGreaterThan(1)
  for (const text of classes) expect(text).toMatch(/override readonly name = '/)
})

test('what is imported when it is needed lies beside, and does not weigh on the start', async () => {
  const folder = mkdtempSync(join(root, 'later-'))
  const large = 'x'.repeat(50_000)
  const common = join(folder, 'common.ts')
  writeFileSync(common, `export const common = () => '${large}'`)
  const later = join(folder, 'later.ts')
  writeFileSync(
    later,
    `import { common } from ${JSON.stringify(common)}\nexport const text = common() + '${large.replaceAll('x', 'y')}'`,
  )
  const source = `import { common } from ${JSON.stringify(common)}
    export const handler = async () => common().length + (await import(${JSON.stringify(later)})).text.length`
  const [built] = await bundle({ publish: source })
  expect(await (await import(built!.file)).handler()).toBe(150_000)
  // The common part comes in at the start, though it lies in a file of its own.
  expect(built!.bytes).toBeGreaterThan(50_000)
  expect(built!.bytes).toBeLessThan(60_000)
  expect(built!.laterBytes).toBeGreaterThan(50_000)
  expect(built!.laterBytes).toBeLessThan(60_000)
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
