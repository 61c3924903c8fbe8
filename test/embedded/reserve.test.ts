import { expect, test } from 'vitest'
import type { Envelope } from '../../lib/domain/envelope.ts'
import type { Change } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { openParts } from './openParts.ts'

const mebibyte = 1024 * 1024
const aReplace = (envelope: Envelope): Change => ({ kind: 'replace', seenToken: '', envelope })

/** A store on a disk that the test can fill, with three messages in a queue. */
async function openOnDisk() {
  const disk = { freeBytes: 1000 * mebibyte, sizeBytes: 1000 * mebibyte }
  const { database, store } = openParts({ disk })
  const queue = aQueue()
  await store.publish(queue, [anEnvelope(), anEnvelope(), anEnvelope()])
  const { messages } = await store.browse(queue, { state: 'visible', limit: 3, maxBytes: mebibyte })
  return { disk, database, store, queue, ids: messages.map(({ id }) => id) }
}

test('an edit does not take the reserve of a full disk; a cancel, a poll and an ack may', async () => {
  const { disk, store, queue, ids } = await openOnDisk()
  disk.freeBytes = 0
  const large = anEnvelope({ body: Buffer.alloc(mebibyte) })
  await expect(store.change(queue, ids[0]!, aReplace(large))).rejects.toMatchObject({ code: 'StorageFull' })
  expect((await store.find(queue, ids[0]!))!.envelope.body).toHaveLength(5)
  await expect(store.change(queue, ids[0]!, aReplace(anEnvelope()))).rejects.toMatchObject({ code: 'StorageFull' })
  expect(await store.change(queue, ids[0]!, { kind: 'cancel' })).toBe('done')
  const [leased] = await store.poll(queue, aPoll({ maxMessages: 1 }))
  expect(await store.settle(queue, [anAck(leased!.receipt)])).toEqual([{ kind: 'done' }])
  disk.freeBytes = 1000 * mebibyte
  expect(await store.change(queue, ids[2]!, aReplace(large))).toBe('done')
})

test('edits of large bodies are split into groups, so that none blocks for long', async () => {
  const { store, queue, ids } = await openOnDisk()
  const answered: string[] = []
  const large = anEnvelope({ body: Buffer.alloc(mebibyte) })
  const edits = Array.from({ length: 5 }, () => store.change(queue, ids[0]!, aReplace(large)))
  const last = store.settle(queue, []).then(() => answered.push('after'))
  await edits[0]!.then(() => answered.push('first'))
  await new Promise(resolve => process.nextTick(resolve)) // whatever was answered with it has been told
  expect(answered).toEqual(['first'])
  await Promise.all([...edits, last])
})
