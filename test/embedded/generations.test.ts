import { expect, test } from 'vitest'
import type { Json } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { countRows, openParts, until } from './openParts.ts'

/** A queue with its document and two messages. */
async function openWithQueue() {
  const parts = openParts()
  const { store } = parts
  const queue = aQueue()
  await store.documents.write('queue', queue.name, queue, 'absent')
  await store.publish(queue, [anEnvelope(), anEnvelope()])
  const write = async (value: Json) => {
    const { version } = (await store.documents.read('queue', queue.name))!
    return store.documents.write('queue', queue.name, value, version)
  }
  const remove = async () => {
    const { version } = (await store.documents.read('queue', queue.name))!
    return store.documents.remove('queue', queue.name, version)
  }
  return { ...parts, queue, write, remove }
}

test('a generation that its document stops naming is swept, also when the store closes before the discard', async () => {
  for (const end of ['purge', 'delete'] as const) {
    const { folder, store, queue, write, remove } = await openWithQueue()
    const next = { ...queue, generation: 2 }
    await (end === 'purge' ? write(next) : remove())
    await store.publish(end === 'purge' ? next : aQueue('other'), [anEnvelope()])
    await store.close()
    const again = openParts({ folder })
    await until(() => countRows(again.database, 'lane') === 1)
    expect(countRows(again.database, 'message')).toBe(1)
    expect(await again.store.poll(queue, aPoll())).toEqual([])
  }
})

test('a queue whose settings change keeps its messages', async () => {
  const { folder, store, queue, write } = await openWithQueue()
  await write({ ...queue, paused: true })
  await store.close()
  expect(await openParts({ folder }).store.poll(queue, aPoll())).toHaveLength(2)
})

test('a document of another kind ends no generation', async () => {
  const { store, queue } = await openWithQueue()
  await store.documents.write('note', 'n', queue, 'absent')
  const { version } = (await store.documents.read('note', 'n'))!
  await store.documents.remove('note', 'n', version)
  expect(await store.poll(queue, aPoll())).toHaveLength(2)
})

test('a publish that a purge overtakes leaves nothing behind', async () => {
  const { database, store, queue, write } = await openWithQueue()
  await write({ ...queue, generation: 2 })
  await write({ ...queue, generation: 3 })
  expect(await store.publish(queue, [anEnvelope()])).toMatchObject({ kind: 'published' })
  expect(await store.poll(queue, aPoll())).toEqual([])
  await store.discard(queue)
  await until(() => countRows(database, 'lane') === 0)
  expect(countRows(database, 'message')).toBe(0)
})

test('a purge that is undone leaves the generation alive', async () => {
  const { database, store } = openParts()
  const queue = aQueue()
  await store.documents.write('queue', queue.name, queue, 'absent')
  const { version } = (await store.documents.read('queue', queue.name))!
  database.function('refuse', () => {
    throw new Error('not now')
  })
  database.exec('CREATE TEMP TRIGGER refusal BEFORE INSERT ON document BEGIN SELECT refuse(); END')
  const purge = store.documents.write('queue', queue.name, { ...queue, generation: 2 }, version)
  await expect(purge).rejects.toThrow('not now')
  database.exec('DROP TRIGGER refusal')
  await store.publish(queue, [anEnvelope()])
  expect(await store.poll(queue, aPoll())).toHaveLength(1)
})
