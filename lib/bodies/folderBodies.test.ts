import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { VirtualClock } from '../clock.ts'
import { seededRandom } from '../random.ts'
import { FolderBodies } from './folderBodies.ts'

const startMs = Date.UTC(2026, 0, 1)
const hourMs = 3_600_000
const dayMs = 24 * hourMs

function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bodies-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const wall = new VirtualClock(startMs)
  const random = seededRandom(1)
  const open = () => new FolderBodies(join(folder, 'bodies'), { wall, random })
  const files = () =>
    readdirSync(join(folder, 'bodies'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
  return { folder: join(folder, 'bodies'), wall, open, files }
}

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()

test('a body comes out as it went in, also of a folder that was opened again', async () => {
  const { open } = aFolder()
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256)
  await open().put('d17/a.b/1.n', bytes)
  expect(Buffer.compare((await open().get('d17/a.b/1.n'))!, bytes)).toBe(0)
})

test('what is not there is not there', async () => {
  const { open } = aFolder()
  expect(await open().get('d17/a')).toBeUndefined()
})

test('keys that differ in the case of a letter, or that name a way out, are keys like others', async () => {
  const { open, files, folder } = aFolder()
  const bodies = open()
  const keys = ['d17/a', 'd17/A', 'd17/../../a', 'd24/a']
  for (const key of keys) await bodies.put(key, Buffer.from(key))
  for (const key of keys) expect(text(await bodies.get(key))).toBe(key)
  expect(new Set(files().map(path => path.toLowerCase())).size).toBe(4)
  for (const path of files()) expect(path.startsWith(folder)).toBe(true)
})

test('the same key again is the same body', async () => {
  const { open, files } = aFolder()
  const bodies = open()
  await Promise.all(Array.from({ length: 8 }, () => bodies.put('d17/a', Buffer.from('a'))))
  expect(text(await bodies.get('d17/a'))).toBe('a')
  expect(files()).toHaveLength(1)
})

// There are no such modes on Windows.
test.skipIf(process.platform === 'win32')('only the owner may read', async () => {
  const { open, files } = aFolder()
  await open().put('d17/a', Buffer.from('a'))
  expect(files().map(path => statSync(path).mode & 0o777)).toEqual([0o600])
})

test('files whose class is over are removed at open, and no others', async () => {
  const { open, wall, files } = aFolder()
  const bodies = open()
  for (const key of ['d17/a', 'd24/a', 'd48/a', 'd400/a', 'd3700/a']) await bodies.put(key, Buffer.from(key))
  const left = async (days: number) => {
    wall.advanceMs(startMs + days * dayMs - wall.nowMs())
    await open().close()
    return files().length
  }
  expect(await left(17)).toBe(5)
  wall.advanceMs(1)
  await open().close()
  expect(files()).toHaveLength(4)
  expect(await left(25)).toBe(3)
  expect(await left(49)).toBe(2)
  expect(await left(401)).toBe(1)
  expect(await left(3_700)).toBe(1)
  expect(await left(3_701)).toBe(0)
})

test('and once an hour of use', async () => {
  const { open, wall, files } = aFolder()
  const bodies = open()
  await bodies.put('d17/old', Buffer.from('old'))
  wall.advanceMs(17 * dayMs)
  await bodies.put('d17/new', Buffer.from('new'))
  await bodies.close()
  expect(files()).toHaveLength(2)
  wall.advanceMs(hourMs - 1)
  await bodies.put('d17/new', Buffer.from('new'))
  await bodies.close()
  expect(files()).toHaveLength(2)
  wall.advanceMs(1)
  await bodies.put('d17/new', Buffer.from('new'))
  await bodies.close()
  expect(files()).toHaveLength(1)
  expect(text(await bodies.get('d17/new'))).toBe('new')
})

test('what a process that died left unfinished goes after a day; what is foreign stays', async () => {
  const { open, folder, files } = aFolder()
  for (const [name, ageMs] of [
    ['new/old', dayMs + 1_000],
    ['new/young', dayMs - 1_000],
    ['notes/mine', 9_999 * dayMs],
  ] as const) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), (startMs - ageMs) / 1000, (startMs - ageMs) / 1000)
  }
  await open().close()
  expect(files().sort()).toEqual(['new/young', 'notes/mine'].map(name => join(folder, name)))
})

test('a put that fails says so and leaves nothing behind', async () => {
  const { open, folder, files } = aFolder()
  mkdirSync(folder)
  writeFileSync(join(folder, 'd17'), 'in the way')
  await expect(open().put('d17/a', Buffer.from('a'))).rejects.toThrow()
  expect(files()).toEqual([join(folder, 'd17')])
  expect(existsSync(join(folder, 'd17', 'a'))).toBe(false)
})
