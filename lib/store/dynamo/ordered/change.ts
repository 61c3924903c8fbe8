import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { newToken } from '../../../domain/id.ts'
import { stateOf } from '../../../domain/message.ts'
import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Change, ChangeOutcome } from '../../store.ts'
import { headOf } from '../heads.ts'
import { scopeOf } from '../keys.ts'
import { readForward } from '../locate.ts'
import { encodeSlot } from '../slot.ts'
import type { Tools } from '../tools.ts'
import { wakeName } from '../wakeRecord.ts'
import { numberOf } from './group.ts'
import { toHeld } from './lease.ts'
import { type Located, locate } from './locate.ts'
import { newNonce } from './numbers.ts'
import { rewrite } from './rewrite.ts'
import { type After, asAction, groupWrite, write } from './writeGroup.ts'

// Every lost race shows a newer state of the group.
const triesMax = 8

/** Cancels or replaces a message where it stands, unless somebody holds it. */
export async function change(tools: Tools, queue: QueueRef, id: string, wish: Change): Promise<ChangeOutcome> {
  let isOurs = false
  for (let tries = 0; tries < triesMax; tries++) {
    const located = await locate(tools, queue, id)
    // A cancel that got no answer and then finds the message gone was most likely what took it, unless it went elsewhere.
    if (located === undefined)
      return isOurs && (await readForward(tools, scopeOf(queue), id)) !== 'left' ? 'done' : 'gone'
    const { delivery } = located.standing
    if (stateOf(delivery, tools.clock.nowMs()) === 'inFlight') return 'leased'
    if (wish.kind === 'replace' && delivery.token !== wish.seenToken) return 'changed'
    const attempt = wish.kind === 'cancel' ? cancel(tools, queue, located) : replace(tools, queue, located, wish)
    const outcome = await attempt
    if (outcome === 'done') return 'done'
    isOurs ||= wish.kind === 'cancel' && outcome === 'unclear'
  }
  throw new Problem('StoreBusy')
}

type Attempt = 'done' | 'lost' | 'unclear'

/** What was handed out before is held in the group alone; what was not is taken out of its run. */
async function cancel(tools: Tools, queue: QueueRef, { group, standing }: Located): Promise<Attempt> {
  const { held, run, entry } = standing
  const version = newNonce(tools)
  const after = changed(group, one => (one === held ? [] : [one]))
  const request = groupWrite(where(tools, queue), group, after, version)
  if (held !== undefined) {
    const written = await write(tools.send, request, version)
    return written.isDone ? 'done' : written.isRepeated ? 'unclear' : 'lost'
  }
  const without = await rewrite(tools, run, (one, envelope) => (one === entry ? undefined : { entry: one, envelope }))
  return transact(tools, [asAction(request), without])
}

type Replace = Extract<Change, { kind: 'replace' }>

/** State and body change in one transaction, so that they never stand half and half. */
async function replace(tools: Tools, queue: QueueRef, { group, standing }: Located, wish: Replace): Promise<Attempt> {
  const { held, run, entry, delivery: before } = standing
  const visibleAtMs = wish.visibleAtMs ?? before.visibleAtMs
  const delivery = { ...before, token: newToken(tools.random), leased: false, visibleAtMs }
  const after = changed(group, one => [one === held ? toHeld(standing, delivery) : one])
  const head = { ...headOf(wish.envelope, entry.head.id), rest: entry.head.rest }
  const edited = { ...entry, head, slot: encodeSlot(delivery), nackReason: delivery.nackReason }
  const put = await rewrite(tools, { ...run, wakes: wakeName(queue) }, (one, envelope) =>
    one === entry ? { entry: edited, envelope: wish.envelope } : { entry: one, envelope },
  )
  return transact(tools, [asAction(groupWrite(where(tools, queue), group, after, newNonce(tools))), put])
}

const where = ({ tables, clock }: Tools, queue: QueueRef) => ({
  table: tables.messages,
  scope: scopeOf(queue),
  nowMs: clock.nowMs(),
})

const changed = (
  { held, next, last }: Located['group'],
  change: (one: After['held'][number]) => After['held'][number][],
): After => ({
  held: held.flatMap(change),
  next,
  // What nobody was handed may be the first in the runs.
  readyAtMs: numberOf(next) > last ? 'same' : 'unknown',
})

async function transact({ send }: Tools, TransactItems: TransactWriteItem[]): Promise<Attempt> {
  return (await send.call('TransactWriteItems', { TransactItems })).kind === 'done' ? 'done' : 'lost'
}
