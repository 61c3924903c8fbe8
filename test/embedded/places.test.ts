import { expect, test } from 'vitest'
import type { Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, text } from '../fixtures.ts'
import { countRows, openParts } from './openParts.ts'

// An id says where its message lies. Whether that message is the one meant, its row has to say.

type Queue = ReturnType<typeof aQueue>

async function put(store: Store, queue: Queue, body: string | Uint8Array = 'hello'): Promise<string> {
  const reply = await store.publish(queue, [anEnvelope({ body })])
  return reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
}

const cancel = { kind: 'cancel' } as const

test('an id leads to nothing in another queue, also where that queue has messages', async () => {
  const { store } = openParts()
  const [mine, other] = [aQueue(), aQueue()]
  const id = await put(store, mine)
  await put(store, other)
  expect(await store.find(other, id)).toBeUndefined()
  expect(await store.change(other, id, cancel)).toBe('gone')
  const [leased] = await store.poll(mine, aPoll())
  const { uid: queueUid } = other
  expect(await store.settle(other, [anAck({ ...leased!.receipt, queueUid })])).toEqual([{ kind: 'gone' }])
  expect(await store.find(mine, id)).toBeDefined()
})

test('a place that is used again after a restart is not taken for the message that lay there', async () => {
  const first = openParts()
  const queue = aQueue()
  const id = await put(first.store, queue)
  await first.store.change(queue, id, cancel)
  await first.store.close()
  const { store } = openParts({ folder: first.folder, seed: 8 })
  const next = await put(store, queue)
  expect(next.slice(-12)).toBe(id.slice(-12)) // the same place
  expect(next).not.toBe(id)
  expect(await store.find(queue, id)).toBeUndefined()
  expect(await store.change(queue, id, cancel)).toBe('gone')
  expect(await store.find(queue, next)).toBeDefined()
})

test('a large envelope lies apart, changes sides with an edit, and goes with its message', async () => {
  const { database, store } = openParts()
  const queue = aQueue()
  const id = await put(store, queue, Buffer.alloc(5_000, 'x'))
  const edit = async (body: string | Uint8Array) => {
    const seenToken = (await store.find(queue, id))!.delivery.token
    expect(await store.change(queue, id, { kind: 'replace', seenToken, envelope: anEnvelope({ body }) })).toBe('done')
  }
  expect(countRows(database, 'large_envelope')).toBe(1)
  await edit('small')
  expect(countRows(database, 'large_envelope')).toBe(0)
  expect(text((await store.find(queue, id))!.envelope.body)).toBe('small')
  await edit(Buffer.alloc(6_000, 'y'))
  await edit(Buffer.alloc(7_000, 'z'))
  expect(countRows(database, 'large_envelope')).toBe(1)
  const [leased] = await store.poll(queue, aPoll())
  expect(text(leased!.message.envelope.body)).toBe('z'.repeat(7_000))
  expect(await store.settle(queue, [anAck(leased!.receipt)])).toEqual([{ kind: 'done' }])
  expect(countRows(database, 'large_envelope')).toBe(0)
})
