import { cpSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { databasePath } from '../../lib/store/embedded/folder.ts'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { currentFormat } from '../../lib/store/embedded/schema.ts'
import { aContext, anAck, anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { aFolder } from './aFolder.ts'
import { theOrderedQueue, theQueue } from './programs/theQueue.ts'

const golden = (format: number): string => fileURLToPath(new URL(`../golden/embedded-${format}`, import.meta.url))

async function openGolden(format: number) {
  const folder = aFolder()
  cpSync(golden(format), folder, { recursive: true })
  const context = aContext()
  const store = await openEmbeddedStore(folder, context)
  onTestFinished(() => store.close())
  return { folder, store, clock: context.clock }
}

const formats = Array.from({ length: currentFormat }, (_, index) => index + 1)

test.each(formats)(
  'a folder of format %i is read: messages in every state, documents, request keys, marks',
  async format => {
    const { store, clock } = await openGolden(format)
    expect((await store.documents.read('queue', 'orders'))?.value).toEqual({
      settings: { delaySeconds: 0 },
      note: 'blåbär 🫐',
    })
    expect(await store.documents.write('queue', 'removed', {}, 'absent')).toEqual({ kind: 'written', version: 3 })
    expect((await store.due({ untilMs: startMs + 60_000 })).marks).toEqual([{ ...theQueue, atMs: startMs + 60_000 }])
    expect(await store.stats(theQueue)).toMatchObject({ visible: 2, inFlight: 1, delayed: 2 })
    const request = { key: 'k1', fingerprint: 'f1', keepUntilMs: startMs + 1 }
    expect(await store.publish(theQueue, [anEnvelope()], request)).toMatchObject({
      kind: 'published',
      results: [{ kind: 'stored' }, { kind: 'stored' }, { kind: 'stored' }],
    })

    const [binary, large] = await store.poll(theQueue, aPoll())
    expect(binary!.message.envelope).toMatchObject({
      kind: 'binary',
      attributes: { price: { type: 'number', label: 'cents', value: '12.50' } },
      expiresAtMs: startMs + 2 * 86_400_000,
      rest: { later: true },
    })
    expect([...binary!.message.envelope.body]).toEqual([0, 255, 10, 128])
    expect(text(large!.message.envelope.body)).toBe('large '.repeat(100_000 / 6 + 1).slice(0, 100_000))
    expect(await store.settle(theQueue, [anAck(binary!.receipt), anAck(large!.receipt)])).toEqual([
      { kind: 'done' },
      { kind: 'done' },
    ])

    clock.advanceMs(60_000)
    const [back] = await store.poll(theQueue, aPoll())
    expect(text(back!.message.envelope.body)).toBe('given back')
    expect(back!.message.delivery).toMatchObject({ attempts: 2, nackReason: 'no paper', firstLeasedAtMs: startMs })
    const [held] = (
      await store.browse(theQueue, { state: 'inFlight', limit: 10, maxBytes: 1_000_000 })
    ).messages.filter(({ envelope }) => text(envelope.body) === 'leased')
    expect(held!.delivery).toMatchObject({ attempts: 1, visibleAtMs: startMs + 3_600_000 })
    clock.advanceMs(5 * 365 * 86_400_000)
    const bodies = (await store.poll(theQueue, aPoll())).map(({ message }) => text(message.envelope.body))
    expect(bodies).toContain('for 2031')
  },
)

test.each(formats.filter(format => format >= 2))(
  'an ordered queue of format %i goes on: order, numbers, duplicates, a repeated poll',
  async format => {
    const { store } = await openGolden(format)
    const repeated = await store.poll(theOrderedQueue, aPoll({ attemptId: 'try' }))
    const seen = (leased: typeof repeated) => leased.map(({ message }) => text(message.envelope.body))
    expect(seen(repeated)).toEqual(['a1'])
    const again = [anEnvelope({ groupId: 'b', deduplicationId: 'once' }), anEnvelope({ body: 'a3', groupId: 'a' })]
    const reply = await store.publish(theOrderedQueue, again, undefined, { scope: 'queue', windowMs: 1_000 })
    const [b1] = await store.poll(theOrderedQueue, aPoll())
    expect(text(b1!.message.envelope.body)).toBe('b1')
    const [original, added] = reply.kind === 'published' ? reply.results : []
    expect(original).toEqual({ kind: 'stored', id: b1!.message.id, sequence: b1!.message.sequence })
    await store.settle(theOrderedQueue, [anAck(repeated[0]!.receipt)])
    const rest = await store.poll(theOrderedQueue, aPoll())
    expect(seen(rest)).toEqual(['a2', 'a3'])
    expect(added).toMatchObject({ sequence: rest[1]!.message.sequence })
  },
)

test('every format that was ever released has its golden folder', () => {
  const names = readdirSync(fileURLToPath(new URL('../golden', import.meta.url)))
  expect(names.filter(name => name.startsWith('embedded-')).sort()).toEqual(formats.map(format => `embedded-${format}`))
})

test('a folder of a newer format is refused, by number, and left as it was', async () => {
  const folder = aFolder()
  await (await openEmbeddedStore(folder, aContext())).close()
  alter(folder, `PRAGMA user_version = ${currentFormat + 1}`)
  await expect(openEmbeddedStore(folder, aContext())).rejects.toThrow(
    `${folder} has format ${currentFormat + 1}; this release of Sluice reads formats up to ${currentFormat}`,
  )
  alter(folder, `PRAGMA user_version = ${currentFormat}`)
  await (await openEmbeddedStore(folder, aContext())).close()
})

test('somebody else’s database, and a file that is none, are refused and not touched', async () => {
  const foreign = aFolder()
  alter(foreign, 'CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
  await expect(openEmbeddedStore(foreign, aContext())).rejects.toThrow('that Sluice did not write')
  const numbered = aFolder()
  alter(numbered, 'CREATE TABLE theirs (a); PRAGMA user_version = 1')
  await expect(openEmbeddedStore(numbered, aContext())).rejects.toThrow('that Sluice did not write')
  const noise = aFolder()
  writeFileSync(databasePath(noise), 'this is no database, and longer than its header would be'.repeat(20))
  await expect(openEmbeddedStore(noise, aContext())).rejects.toThrow('no readable Sluice data')
})

// Windows has no permission bits to look at.
test.skipIf(process.platform === 'win32')('only its owner can read a data folder', async () => {
  const folder = join(aFolder(), 'deep', 'data')
  const store = await openEmbeddedStore(folder, aContext())
  onTestFinished(() => store.close())
  await store.publish(aQueue(), [anEnvelope()])
  const mode = (path: string) => statSync(path).mode & 0o777
  expect(mode(folder)).toBe(0o700)
  const files = readdirSync(folder)
  expect(files.sort()).toEqual(['sluice.db', 'sluice.db-wal'])
  for (const file of files) expect(mode(join(folder, file))).toBe(0o600)
})

test('a clean stop leaves one file, and everything in it', async () => {
  const folder = aFolder()
  const queue = aQueue()
  const store = await openEmbeddedStore(folder, aContext())
  await store.publish(queue, [anEnvelope({ body: 'kept' })])
  await store.close()
  expect(readdirSync(folder)).toEqual(['sluice.db'])
  const again = await openEmbeddedStore(folder, aContext())
  onTestFinished(() => again.close())
  expect(text((await again.poll(queue, aPoll()))[0]!.message.envelope.body)).toBe('kept')
})

function alter(folder: string, sql: string): void {
  const database = new DatabaseSync(databasePath(folder))
  database.exec(sql)
  database.close()
}
