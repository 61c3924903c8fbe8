// Writes the items that came after those of golden.ts, in the same layout: `node test/dynamo/programs/goldenWaking.ts
// test/golden/dynamoWaking.json`. Run once; what it wrote is never written again.
import { writeFileSync } from 'node:fs'
import { MemoryBodies } from '../../../lib/bodies/memoryBodies.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { aContext, anEnvelope, startMs } from '../../fixtures.ts'
import { tables } from '../aDynamoStore.ts'
import { FakeDynamo } from '../fake/fakeDynamo.ts'

const path = process.argv[2]
if (path === undefined) throw new Error('Which file?')
const dynamo = new FakeDynamo({ tables: Object.values(tables) })
const store = new DynamoStore({ ...aContext(), dynamo, tables, bodies: new MemoryBodies() })
const standard = { name: 'pushed', uid: '00000000-0000-8000-8000-000000000002', generation: 40, wakes: true }
const ordered = { ...standard, name: 'pushed.fifo', uid: '00000000-0000-8000-8000-000000000003' }

await store.publish(standard, [anEnvelope({ body: 'wakes', delayMs: 60_000 })])
await store.publish(ordered, [anEnvelope({ body: 'wakes in order', groupId: 'g' })])
for (const sake of ['push', 'measure', 'look'] as const) await store.markDue(standard, startMs + 60_000, sake)

const messages = [...dynamo.items(tables.messages)]
  .toSorted((a, b) => (`${a.p!.S} ${a.s!.S}` < `${b.p!.S} ${b.s!.S}` ? -1 : 1))
  .map(item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
      ]),
    ),
  )
// Never over one that is there.
writeFileSync(path, `${JSON.stringify({ messages }, undefined, 2)}\n`, { flag: 'wx' })
