import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundle, bundleFunctions } from '../../scripts/package/bundle.ts'
import { eagerBytesMax } from '../../scripts/package/sizes.ts'
import { lambdaEnvironment } from './aFunction.ts'
import { realEntries, repository } from './aService.ts'

const onEveryWay = ['publish', 'poll', 'ack']
const processes = 5

let root: string
let bundles: Bundle[]
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-budget-'))
  bundles = await bundleFunctions(realEntries, root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const named = (name: string): Bundle => bundles.find(bundle => bundle.name === name)!

test.each(onEveryWay)('%s starts with at most 300 KB of code', name => {
  const { bytes } = named(name)
  expect(bytes).toBeGreaterThan(200 * 1024) // the SDK and the store are in it
  expect(bytes).toBeLessThanOrEqual(eagerBytesMax)
})

// In that order: what is not there at all, and what is there but loaded later.
test.each(onEveryWay)(
  '%s has nothing in it of the other stores, nor where credentials are looked for at home',
  name => {
    const inputs = named(name).inputs.map(path => relative(repository, path).replaceAll('\\', '/'))
    const strangers = [/^lib\/store\/(memory|embedded)\//, /homeStore/, /folderBodies/, /tables\.ts$/, /sorted-btree/]
    const searches = [/credential-provider-(?!env)/, /client-(sts|sso)/, /nested-clients/, /\/client-s3\//]
    for (const pattern of [...strangers, ...searches]) expect(inputs.filter(path => pattern.test(path))).toEqual([])
  },
)

// Clients of MNS come by there too, now and then: what they ask for is loaded then.
test.each(['sqs', 'send'])('%s starts with nothing of what SQS never asks for', name => {
  const inputs = named(name).eagerInputs.map(path => relative(repository, path).replaceAll('\\', '/'))
  const strangers = [
    /^lib\/protocols\/native\/operations\//,
    /^lib\/actions\/publishToTopic/,
    /^lib\/actions\/putTopic/,
    /^lib\/protocols\/mns\//,
  ]
  for (const pattern of strangers) expect(inputs.filter(path => pattern.test(path))).toEqual([])
})

test('what it takes to import them, beside an empty function (told, not judged: it is the machine’s)', () => {
  const empty = join(root, 'empty.mjs')
  writeFileSync(empty, 'export const handler = () => {}\n')
  const rows = [['empty', empty], ...onEveryWay.map(name => [name, named(name).file])] as [string, string][]
  const medians = rows.map(([name, file]) => [name, medianOf(Array.from({ length: processes }, () => importMs(file)))])
  console.log(medians.map(([name, ms]) => `${name} ${(ms as number).toFixed(1)} ms`).join(', '))
  expect(medians.every(([, ms]) => (ms as number) > 0)).toBe(true)
})

/** All of the eager code is run; then the function misses its settings and does not go on to the network. */
function importMs(file: string): number {
  const program = `const startMs = performance.now()
    await import(${JSON.stringify(pathToFileURL(file))}).catch(() => {})
    console.log(performance.now() - startMs)`
  const command = ['--input-type=module', '--eval', program]
  return Number(execFileSync(process.execPath, command, { env: lambdaEnvironment('budget'), encoding: 'utf8' }))
}

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
