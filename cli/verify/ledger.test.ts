import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isWhole, makeBody } from './body.ts'
import { seededChance } from './chance.ts'
import { decodeEntry, type Entry, encodeEntry } from './entry.ts'
import { LedgerFile, readLedger } from './ledger.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const entries: Entry[] = [
  { kind: 'published', id: 'a', hash: 'f00', sentAtMs: 1_767_225_600_000 },
  { kind: 'delivered', id: 'a', attempts: 2, atMs: 1_767_225_600_001 },
  { kind: 'processed', id: 'a', hash: 'f00' },
  { kind: 'acked', id: 'a', atMs: 1_767_225_600_002 },
]

const orderedEntries: Entry[] = [
  { kind: 'numbered', id: 'a', group: 'p1-2', sequence: '00000000000000000007' },
  { kind: 'handed', id: 'a', group: 'p1-2', sequence: '00000000000000000007', answer: 'c1:9:1', askedAtMs: 1, atMs: 2 },
  { kind: 'processed', id: 'a', hash: 'f00', atMs: 3 },
]

async function read(): Promise<Entry[]> {
  const found: Entry[] = []
  for await (const entry of readLedger(folder)) found.push(entry)
  return found
}

test('every file of the folder is read, and nothing else in it', async () => {
  const [one, two] = [new LedgerFile(folder, 'one'), new LedgerFile(folder, 'two')]
  one.write(entries[0]!, entries[1]!)
  two.write(...entries.slice(2))
  two.write()
  appendFileSync(join(folder, 'data'), encodeEntry(entries[3]!))
  expect(await read()).toEqual(expect.arrayContaining(entries))
  expect(await read()).toHaveLength(4)
})

test('a process that starts again appends', async () => {
  new LedgerFile(folder, 'one').write(entries[0]!)
  new LedgerFile(folder, 'one').write(entries[1]!)
  expect(await read()).toEqual(entries.slice(0, 2))
})

test('a line that was cut off is no entry', async () => {
  new LedgerFile(folder, 'one').write(entries[2]!)
  appendFileSync(join(folder, 'one.ledger'), 'P a f00')
  expect(await read()).toEqual([entries[2]])
  for (const line of ['', 'P', 'D a', 'A a', 'D a 1', 'X a b c']) expect(decodeEntry(line)).toBeUndefined()
})

test('a body carries its hash, and shows when a letter of it is another', () => {
  const chance = seededChance(7)
  for (let n = 0; n < 200; n++) {
    const body = makeBody(chance)
    expect(isWhole(body)).toBe(true)
    expect(isWhole(`${body}x`)).toBe(false)
    expect(isWhole(body.slice(0, -1))).toBe(false)
  }
})

test('the same seed makes the same bodies', () => {
  expect(makeBody(seededChance(3))).toBe(makeBody(seededChance(3)))
  expect(makeBody(seededChance(3))).not.toBe(makeBody(seededChance(4)))
})

test('what is written of an ordered queue is read as it was, and a line cut off is not', () => {
  for (const entry of orderedEntries) expect(decodeEntry(encodeEntry(entry).trimEnd())).toEqual(entry)
  for (const line of ['N a g 1', 'H a g 1 c 1', 'H a g']) expect(decodeEntry(line)).toBeUndefined()
})
