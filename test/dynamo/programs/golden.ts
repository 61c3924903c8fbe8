// Writes what the current release keeps in DynamoDB: `node test/dynamo/programs/golden.ts test/golden/dynamo-N.json`.
// Run once, when a layout is new. A golden file in the repository is never written again: it stands for the tables that
// people have.
import { writeFileSync } from 'node:fs'
import { MemoryBodies } from '../../../lib/bodies/memoryBodies.ts'
import { VirtualClock } from '../../../lib/clock.ts'
import { seededRandom } from '../../../lib/random.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { laneKey, scopeOf } from '../../../lib/store/dynamo/keys.ts'
import { LaneBook } from '../../../lib/store/dynamo/laneBook.ts'
import { claimRequest, leaveScanRequest } from '../../../lib/store/dynamo/laneRecord.ts'
import { grown, shrunk } from '../../../lib/store/dynamo/lanes.ts'
import { Send } from '../../../lib/store/dynamo/send.ts'
import { anAck, anEnvelope, aPoll, aRelease, startMs } from '../../fixtures.ts'
import { tables } from '../aDynamoStore.ts'
import { FakeDynamo } from '../fake/fakeDynamo.ts'

const path = process.argv[2]
if (path === undefined) throw new Error('Which file?')
const queue = { name: 'orders', uid: '00000000-0000-8000-8000-000000000001', generation: 1 }
const dead = { ...queue, generation: 40 }
const clock = new VirtualClock(startMs)
const random = seededRandom(1)
const context = { clock, wall: clock, random }
const dynamo = new FakeDynamo({ tables: Object.values(tables) })
const bodies = new MemoryBodies()
const store = new DynamoStore({ ...context, dynamo, tables, bodies })
const noise = (name: string, bytes: number) =>
  anEnvelope({ body: Buffer.concat([Buffer.from(`${name} `), random.bytes(bytes)]), kind: 'binary' })

await store.documents.write('queue', 'orders', { settings: { delaySeconds: 0 }, note: 'blåbär 🫐' }, 'absent')
const removed = await store.documents.write('queue', 'removed', {}, 'absent')
if (removed.kind === 'written') await store.documents.remove('queue', 'removed', removed.version)
await store.markDue(queue, startMs + 90_000)

await store.publish(queue, [
  anEnvelope({ body: 'acked' }),
  anEnvelope({ body: 'leased' }),
  anEnvelope({ body: 'nacked' }),
])
const inline = await store.poll(queue, aPoll({ leaseMs: 3_600_000 }))
await store.settle(queue, [anAck(inline[0]!.receipt), aRelease(inline[2]!.receipt, 60_000, 'no paper')])

await store.publish(queue, [noise('stays', 700), noise('moves', 700)])
const apart = await store.poll(queue, aPoll({ leaseMs: 3_600_000 }))
await store.settle(queue, [aRelease(apart[1]!.receipt, 7_200_000, 'later')])

await store.publish(queue, [anEnvelope({ body: 'deflated '.repeat(500) })])
await store.publish(queue, [noise('object', 8_500)])
const request = { key: 'idempotency key', fingerprint: 'fingerprint', keepUntilMs: startMs + 86_400_000 }
await store.publish(queue, [anEnvelope({ body: 'once' })], request)
await store.publish(queue, [
  anEnvelope({
    body: Uint8Array.of(0, 255, 10, 128),
    kind: 'binary',
    attributes: { price: { type: 'number', label: 'cents', value: '12.50' } },
    expiresAtMs: startMs + 172_800_000,
    rest: { later: true },
  }),
  anEnvelope({ body: 'fresh' }),
])
await store.publish(queue, [anEnvelope({ body: 'for 2031', delayMs: 5 * 365 * 86_400_000 })])

await store.publish(dead, [anEnvelope({ body: 'purged' })])
await store.discard(dead)
const book = new LaneBook(new Send(dynamo, context), tables.messages, clock)
for (const change of [grown, grown, shrunk]) {
  await book.change(scopeOf(queue), change)
  clock.advanceMs(700_000)
}

const p = laneKey(scopeOf(queue), { level: 8, lane: 0 })
const sort = `${startMs}.0123456789abcd`
const scan = {
  startedServerMs: startMs,
  blocks: 7,
  upTo: sort,
  returns: [{ s: sort, atMs: startMs + 5 }],
  beyondMs: startMs + 99,
}
const claim = { by: 'AbCdEfGh', atServerMs: startMs + 1000, lapsedServerMs: startMs, nowMs: startMs }
await dynamo.call('UpdateItem', claimRequest(tables.messages, p, { ...claim, by: 'before' }))
await dynamo.call('UpdateItem', leaveScanRequest(tables.messages, p, 'before', scan))
await dynamo.call('UpdateItem', claimRequest(tables.messages, p, claim))

const asBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const itemsOf = (table: string) =>
  [...dynamo.items(table)]
    .toSorted((a, b) => (`${a.p!.S} ${a.s!.S}` < `${b.p!.S} ${b.s!.S}` ? -1 : 1))
    .map(item =>
      Object.fromEntries(
        Object.entries(item).map(([name, value]) => [name, value.B === undefined ? value : { B: asBase64(value.B) }]),
      ),
    )
const objects: Record<string, string> = {}
for (const key of bodies.keys()) objects[key] = asBase64((await bodies.get(key))!)
const golden = { messages: itemsOf(tables.messages), documents: itemsOf(tables.documents), objects }
// Never over one that is there.
writeFileSync(path, `${JSON.stringify(golden, undefined, 2)}\n`, { flag: 'wx' })
