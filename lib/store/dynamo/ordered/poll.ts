import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { PollOrder } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Polled } from '../poll.ts'
import type { Tools } from '../tools.ts'
import { remember, repeat } from './attempts.ts'
import type { Group } from './group.ts'
import { glance, lookSurely } from './look.ts'
import { newNonce } from './numbers.ts'
import { notePassed, type Round } from './rounds.ts'
import { take } from './take.ts'
import { groupWrite, write } from './writeGroup.ts'

// Each of them lost all its groups to others, or cleared something away.
const roundsMax = 50
const patienceMs = 20_000
const forgottenMax = 16
const behindMsMax = 1_000
const passedMs = 300
const messagesMax = 100

/** Leases what is open. Throws StoreBusy when that takes more than 20 s. */
export async function poll(tools: Tools, queue: QueueRef, order: PollOrder): Promise<Polled> {
  const { attemptId } = order
  if (attemptId === undefined) return pollAnew(tools, queue, order)
  const repeated = await repeat(tools, queue, attemptId, order)
  if (repeated !== undefined) return { leased: repeated, movedAside: 0, isFull: false }
  const polled = await pollAnew(tools, queue, order)
  await remember(tools, queue, attemptId, polled.leased)
  return polled
}

async function pollAnew(tools: Tools, queue: QueueRef, order: PollOrder): Promise<Polled> {
  const scope = scopeOf(queue)
  const round = tools.rounds.of(scope)
  const passed = new Map<string, number>()
  // What was not to be had may be by now.
  const isPassed = ({ version }: Group): boolean =>
    tools.wall.nowMs() - (passed.get(version) ?? Number.NEGATIVE_INFINITY) < passedMs
  const untilWallMs = tools.wall.nowMs() + patienceMs
  let movedAside = 0
  let found = inTurn(tools, round, await glance(tools, scope, round, order.maxMessages))
  for (let rounds = 0; rounds < roundsMax && tools.wall.nowMs() < untilWallMs; rounds++) {
    if (found.length > 0) {
      // What is passed over was judged after this: the rest may take long.
      const judgedWallMs = tools.wall.nowMs()
      const taken = await take(tools, queue, found, round, order, messagesAt(rounds, order))
      movedAside += taken.movedAside
      if (taken.leased.length > 0 || taken.isFull) return { leased: taken.leased, movedAside, isFull: taken.isFull }
      for (const group of taken.passed) {
        passed.set(group.version, judgedWallMs)
        notePassed(round, group, judgedWallMs)
      }
    }
    const lookedAtMs = tools.wall.nowMs()
    const { open, idle } = await lookSurely(tools, scope, round, isPassed)
    // Nobody waits for that, or hears that it failed: the next poll sees to it.
    void forget(tools, scope, idle).catch(() => {})
    // J4: who stood still since then has to look again.
    if (open.length === 0 && tools.wall.nowMs() - lookedAtMs < behindMsMax - passedMs)
      return { leased: [], movedAside, isFull: false }
    found = inTurn(tools, round, open)
  }
  throw new Problem('StoreBusy')
}

/** How much of a group to read: more each time that nothing but what is over was found. */
const messagesAt = (rounds: number, { maxMessages }: PollOrder): number =>
  Math.min(maxMessages * 2 ** rounds, Math.max(maxMessages, messagesMax))

/** A crowd does not all begin with the same group. */
function inTurn({ send }: Tools, round: Round, groups: Group[]): Group[] {
  if (!round.isCrowded) return groups
  round.isCrowded = false
  return send.turned(groups)
}

/** Deletes groups that hold nothing and whose numbers the clock has passed by now. */
async function forget(tools: Tools, scope: string, idle: readonly Group[]): Promise<void> {
  const where = { table: tools.tables.messages, scope, nowMs: tools.clock.nowMs() }
  const gone = idle.slice(0, forgottenMax).map(async group => {
    const version = newNonce(tools)
    return write(tools.send, groupWrite(where, group, { ...group, readyAtMs: 'same' }, version), version)
  })
  await Promise.allSettled(gone)
}
