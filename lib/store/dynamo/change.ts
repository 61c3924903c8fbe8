import type { Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import { stateOf } from '../../domain/message.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Change, ChangeOutcome } from '../store.ts'
import { deliveryOf, nackName, slotName } from './block.ts'
import { allOf, conditionOf, noOthers, slotIs } from './conditions.ts'
import { keyAttributes, scopeOf } from './keys.ts'
import { type Located, locate, readForward } from './locate.ts'
import { move } from './move.ts'
import type { Tools } from './tools.ts'

// Every lost race shows a newer state of the message; more than a few in a row means that others fight over it.
const triesMax = 8

/** Cancels or replaces a message where it lies now, unless somebody holds it. */
export async function change(tools: Tools, queue: QueueRef, id: string, wish: Change): Promise<ChangeOutcome> {
  const scope = scopeOf(queue)
  let isOurs = false
  for (let tries = 0; tries < triesMax; tries++) {
    const located = await locate(tools, scope, id)
    // A cancel that got no answer and then finds the message gone was most likely what took it, unless it went elsewhere.
    if (located === undefined) return isOurs && (await readForward(tools, scope, id)) !== 'left' ? 'done' : 'gone'
    const { block, entry } = located
    const delivery = deliveryOf(block, entry)
    if (stateOf(delivery, tools.clock.nowMs()) === 'inFlight') return 'leased'
    if (wish.kind === 'replace' && delivery.token !== wish.seenToken) return 'changed'
    const outcome = wish.kind === 'cancel' ? await cancel(tools, located) : await replace(tools, queue, located, wish)
    if (outcome === 'done') return 'done'
    isOurs ||= outcome === 'unclear'
  }
  throw new Problem('StoreBusy')
}

type Attempt = 'done' | 'lost' | 'unclear'

async function cancel({ send, tables }: Tools, { block, entry }: Located): Promise<Attempt> {
  const request = { TableName: tables.messages, Key: keyAttributes(block.key) }
  const seen = slotIs(entry.index, entry.slot)
  const isLast = block.entries.length === 1
  const reply = isLast
    ? await send.call('DeleteItem', { ...request, ...conditionOf(allOf([seen, noOthers([entry.index])])) })
    : await send.call('UpdateItem', {
        ...request,
        UpdateExpression: `REMOVE ${slotName(entry.index)}, ${nackName(entry.index)}`,
        ...conditionOf(seen),
      })
  if (reply.kind === 'done') return 'done'
  return reply.kind === 'refused' && reply.repeated ? 'unclear' : 'lost'
}

type Replace = Extract<Change, { kind: 'replace' }>

/** An edit is a move, also where it changes no time: state and body then never stand half and half. */
async function replace(tools: Tools, queue: QueueRef, { block, entry }: Located, wish: Replace): Promise<Attempt> {
  const before = deliveryOf(block, entry)
  const visibleAtMs = wish.visibleAtMs ?? before.visibleAtMs
  const delivery = { ...before, token: newToken(tools.random), leased: false, visibleAtMs }
  const envelope: Envelope = wish.envelope
  const there = { to: queue, readyAtMs: visibleAtMs }
  return (await move(tools, block, [{ entry, delivery, envelope }], there)) ? 'done' : 'lost'
}
