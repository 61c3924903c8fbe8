import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderSecrets, secretPath } from './installation.ts'
import { seededRandom, systemRandom } from './random.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'sluice-secret-')), 'data')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const give = (value: unknown): void =>
  writeFileSync(secretPath(folder), typeof value === 'string' ? value : JSON.stringify(value))
const stored = (id: string, byte = 1, length = 32) => ({ id, secret: Buffer.alloc(length, byte).toString('base64') })

test('a secret is made once, and only its owner may read it', () => {
  const [first, ...others] = folderSecrets(folder, systemRandom())
  expect(others).toEqual([])
  expect(first.id).toMatch(/^[0-9a-f]{8}$/)
  expect(first.secret).toHaveLength(32)
  expect(folderSecrets(folder, systemRandom())).toEqual([{ ...first, secret: Buffer.from(first.secret) }])
  expect(readdirSync(folder)).toEqual(['secret.json'])
  if (process.platform !== 'win32') expect(statSync(secretPath(folder)).mode & 0o777).toBe(0o600)
})

test('two installations have two secrets', () => {
  const random = seededRandom(1)
  const [one] = folderSecrets(folder, random)
  const [two] = folderSecrets(join(folder, 'other'), random)
  expect(one.id).not.toBe(two.id)
  expect(one.secret).not.toEqual(two.secret)
})

test('a draft that an interrupted start left behind is in nobody’s way', () => {
  const made = folderSecrets(folder, systemRandom())
  renameSync(secretPath(folder), `${secretPath(folder)}.draft`)
  expect(folderSecrets(folder, systemRandom())[0].id).not.toBe(made[0].id)
  expect(readdirSync(folder)).toEqual(['secret.json'])
})

test('two generations may live side by side', () => {
  folderSecrets(folder, systemRandom())
  give({ secrets: [stored('0000000b', 2), stored('0000000a', 1)] })
  expect(folderSecrets(folder, systemRandom())).toEqual([
    { id: '0000000b', secret: Buffer.alloc(32, 2) },
    { id: '0000000a', secret: Buffer.alloc(32, 1) },
  ])
})

test.each([
  ['cut off', '{"secrets":[{'],
  ['empty', ''],
  ['of another kind', 'null'],
  ['no list', { secrets: {} }],
  ['an empty list', { secrets: [] }],
  ['three generations', { secrets: [stored('0000000a'), stored('0000000b'), stored('0000000c')] }],
  ['an odd id', { secrets: [stored('A')] }],
  ['a short secret', { secrets: [stored('0000000a', 1, 31)] }],
  ['no secret', { secrets: [{ id: '0000000a' }] }],
  ['nothing in the list', { secrets: [null] }],
])('a file that is %s is an error that names it, and stays as it is', (_, content) => {
  folderSecrets(folder, systemRandom())
  give(content)
  const before = readFileSync(secretPath(folder), 'utf8')
  expect(() => folderSecrets(folder, systemRandom())).toThrow(`${secretPath(folder)} cannot be used: `)
  expect(readFileSync(secretPath(folder), 'utf8')).toBe(before)
})
