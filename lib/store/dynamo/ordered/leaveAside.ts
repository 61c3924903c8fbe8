import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { arrived, type Departure } from '../../../domain/deadLetter.ts'
import { newToken } from '../../../domain/id.ts'
import type { Delivery } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Aside } from '../../store.ts'
import type { Tools } from '../tools.ts'
import type { Choice } from './choose.ts'
import { toMessage } from './lease.ts'
import { leave } from './leave.ts'
import type { Standing } from './line.ts'
import { envelopesOfAll } from './runBody.ts'

/** Moves aside what a poll chose to, in one transaction with all else that it does to the group. */
export const leaveAside = (
  tools: Tools,
  queue: QueueRef,
  { line, asides }: Choice,
  aside: Aside,
  taking: readonly TransactWriteItem[],
): Promise<boolean> => {
  const leavers = asides.map(({ standing, reason }) => ({ standing, departure: { reason } }))
  return moveAside(tools, queue, line.group.hash, leavers, aside, taking)
}

/** Moves messages of one group to another queue, all or none. `delivery`: how one stands as it leaves, where that is not as it was read. */
export async function moveAside(
  tools: Tools,
  queue: QueueRef,
  hash: string,
  leavers: readonly { standing: Standing; departure: Departure; delivery?: Delivery }[],
  { to, envelopeOf, onMoved }: Aside,
  taking: readonly TransactWriteItem[],
): Promise<boolean> {
  const nowMs = tools.clock.nowMs()
  const envelopes = await envelopesOfAll(
    tools.bodies,
    leavers.map(({ standing }) => standing),
  )
  const movers = leavers.map(({ standing, departure, delivery = standing.delivery }) => ({
    standing,
    delivery: arrived(delivery, newToken(tools.random), nowMs),
    envelope: envelopeOf({ ...toMessage(hash, standing, envelopes.get(standing)!), delivery }, departure),
  }))
  const isDone = await leave(tools, queue, hash, movers, { to, asNew: false }, taking)
  if (isDone) onMoved?.(leavers.length)
  return isDone
}
