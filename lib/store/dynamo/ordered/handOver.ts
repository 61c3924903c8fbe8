import { toCandidate } from '../../../domain/judge.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Leased, PollOrder } from '../../store.ts'
import { attemptsBeforeLease, undone } from '../../takenBack.ts'
import type { Tools } from '../tools.ts'
import { deliveryOfHeld } from './group.ts'
import { settle } from './settle.ts'
import { type GroupWrite, write } from './writeGroup.ts'

/**
 * Writes a lease. Gives what is leased by it then: all, or, where its answer was lost and somebody changed the group before
 * it was sent again, what still is. Undefined: others were faster.
 */
export async function writeLease(
  { send }: Tools,
  request: GroupWrite,
  version: string,
  leased: Leased[],
): Promise<Leased[] | undefined> {
  const written = await write(send, request, version)
  if (written.isDone) return leased
  const tokens = new Set(written.now?.held.map(held => deliveryOfHeld(held).token))
  const own = leased.filter(({ receipt }) => tokens.has(receipt.token))
  return own.length > 0 ? own : undefined
}

/** What may still be handed out. What has expired meanwhile is given back: it must not close its group for a whole lease. */
export async function stillGood(
  tools: Tools,
  queue: QueueRef,
  leased: readonly Leased[],
  { judge }: Pick<PollOrder, 'judge'>,
): Promise<Leased[]> {
  const nowMs = tools.clock.nowMs()
  const isGood = (one: Leased): boolean =>
    judge(toCandidate(one.message.envelope, { attempts: attemptsBeforeLease(one) }), nowMs).kind === 'lease'
  const good = leased.filter(isGood)
  if (good.length < leased.length)
    await giveBack(
      tools,
      queue,
      leased.filter(one => !good.includes(one)),
    )
  return good
}

async function giveBack(tools: Tools, queue: QueueRef, leased: readonly Leased[]): Promise<void> {
  const back = leased.map(one => undone(one))
  // Where that fails, the lease ends by itself.
  await settle(tools, queue, back).catch(() => {})
}
