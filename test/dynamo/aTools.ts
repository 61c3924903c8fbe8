import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { NoisyGroups } from '../../lib/domain/noisyGroups.ts'
import { LaneBook } from '../../lib/store/dynamo/laneBook.ts'
import { Mint } from '../../lib/store/dynamo/mint.ts'
import { Rounds } from '../../lib/store/dynamo/ordered/rounds.ts'
import { LazyPermits } from '../../lib/store/dynamo/permits/lazyPermits.ts'
import { Scouts } from '../../lib/store/dynamo/scouts.ts'
import type { Tools } from '../../lib/store/dynamo/tools.ts'
import { aContext } from '../fixtures.ts'
import { aSend, HookedDynamo } from './aDynamo.ts'
import { tables } from './aDynamoStore.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

/** The fake with both tables, which remembers everything and answers what is not consistent as if it were empty. */
export const aHooked = (): HookedDynamo =>
  new HookedDynamo(
    new FakeDynamo({ tables: Object.values(tables), nowMs: () => 1, historyMs: Number.POSITIVE_INFINITY }),
  )

/** What the operations of one process work with, over tables that are empty unless given. */
export function aTools(dynamo = aHooked(), context = aContext()) {
  const { send } = aSend(context, dynamo)
  const book = new LaneBook(send, tables.messages, context.wall)
  const bodies = new MemoryBodies()
  const mint = new Mint(context.random)
  const permits = new LazyPermits({ ...context, send, table: tables.messages })
  const tools: Tools = {
    ...context,
    send,
    tables,
    bodies,
    book,
    mint,
    noisy: new NoisyGroups(),
    scouts: new Scouts(),
    rounds: new Rounds(),
    permits,
  }
  return { dynamo, tools, bodies, ...context }
}

/** What is kept in the messages table, by its kind: the first letter of the partition key, or `block`. */
export const kept = ({ fake }: HookedDynamo, kind: 'b' | 'f' | 'i' | 'l' | 'block') =>
  [...fake.items(tables.messages)].filter(({ p, s }) =>
    kind === 'block' ? /^\d{13}/.test(s!.S!) : p!.S!.startsWith(`${kind}.`) && s!.S === '.',
  )
