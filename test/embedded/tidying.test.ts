import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { databasePath } from '../../lib/store/embedded/folder.ts'
import { queueKind } from '../../lib/store/queueKind.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { countRows, openParts, until } from './openParts.ts'

test('a message that an edit lets expire is swept though nobody polls', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  await store.publish(queue, [anEnvelope(), anEnvelope()])
  const { messages } = await store.browse(queue, { state: 'visible', limit: 1, maxBytes: 1_000_000 })
  const envelope = anEnvelope({ expiresAtMs: startMs + 60_000 })
  await store.change(queue, messages[0]!.id, { kind: 'replace', seenToken: '', envelope })
  clock.advanceMs(180_000)
  await until(() => countRows(database, 'message') === 1)
})

test('what expires goes unless the rule of its own queue keeps it', async () => {
  const { database, store, clock } = openParts()
  const [queue, other] = [aQueue(), aQueue('other')]
  const document = (expired: boolean) => ({ settings: { deadLetter: { expired } }, note: { expired: true } })
  await store.documents.write(queueKind, queue.name, { ...queue, ...document(false) }, 'absent')
  await store.documents.write(queueKind, other.name, { ...other, ...document(true) }, 'absent')
  for (const to of [queue, other]) await store.publish(to, [anEnvelope({ expiresAtMs: startMs + 60_000 })])
  clock.advanceMs(180_000)
  await until(() => countRows(database, 'message') === 1)
  expect(await store.stats(other)).toMatchObject({ visible: 1 })
})

test('a queue that is worked off gives space back on the way, before a poll finds it empty', async () => {
  const { folder, store } = openParts({ freePagesMin: 1_000 })
  const queue = aQueue()
  const size = () => statSync(databasePath(folder)).size
  const sixteen = (body: Uint8Array) => Array.from({ length: 16 }, () => anEnvelope({ body }))
  await store.publish(queue, sixteen(Buffer.alloc(512 * 1024)))
  for (let count = 0; count < 5_008; count += 16) await store.publish(queue, sixteen(Buffer.alloc(10)))
  expect(size()).toBeGreaterThan(8_000_000)
  for (let left = 5_024; left > 0; ) {
    const leased = await store.poll(queue, aPoll({ maxMessages: 16 }))
    left -= leased.length
    await store.settle(
      queue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
  }
  await until(() => size() < 1_000_000)
})
