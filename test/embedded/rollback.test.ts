import type { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readPragma } from '../../lib/store/embedded/database.ts'
import { anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { openParts } from './openParts.ts'

/** The file may not grow any more, as on a full disk, until this is called again with more. */
const allowPages = (database: DatabaseSync, more: number): void =>
  database.exec(`PRAGMA max_page_count = ${readPragma(database, 'page_count') + more}`)

const aLargeOne = () => anEnvelope({ body: Buffer.alloc(500_000) })

test('what a failed group made is forgotten: its lanes, its counts, its documents', async () => {
  const { folder, database, store } = openParts()
  await store.documents.write('queue', 'orders', 'before', 'absent')
  const { version } = (await store.documents.read('queue', 'orders'))!
  const queue = aQueue()
  allowPages(database, 0)
  const failing = await Promise.allSettled([
    store.publish(queue, [anEnvelope()]),
    store.documents.write('queue', 'orders', 'during', version),
    store.documents.write('queue', 'orders', 'during, too', version), // reads what the one before has written
    store.publish(queue, [aLargeOne()]),
  ])
  expect(failing.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
  expect((await store.documents.read('queue', 'orders'))!.value).toBe('before')

  allowPages(database, 1000)
  await store.publish(queue, [anEnvelope({ body: 'after' })])
  expect(await store.documents.write('queue', 'orders', 'after', version)).toMatchObject({ kind: 'written' })
  expect(await store.stats(queue)).toMatchObject({ visible: 1 })
  await store.close()
  const again = openParts({ folder })
  expect(await again.store.poll(queue, aPoll())).toHaveLength(1)
  expect((await again.store.documents.read('queue', 'orders'))!.value).toBe('after')
})

test('a judge that throws fails its poll alone; the group beside it is kept', async () => {
  const { store } = openParts()
  const queue = aQueue()
  await store.publish(queue, [anEnvelope()])
  const judge = () => {
    throw new Error('no verdict')
  }
  const [poll, publish] = await Promise.allSettled([
    store.poll(queue, { ...aPoll(), judge }),
    store.publish(queue, [anEnvelope()]),
  ])
  expect(poll).toMatchObject({ status: 'rejected', reason: { message: 'no verdict' } })
  expect(publish).toMatchObject({ status: 'fulfilled' })
  expect(await store.poll(queue, aPoll())).toHaveLength(2)
})
