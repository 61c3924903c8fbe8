import type { QueueRef } from '../../../domain/queue.ts'
import type { Leased, PollOrder } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { type Choice, choose, chooseAll, touched } from './choose.ts'
import { countAtMost, type Group } from './group.ts'
import { stillGood, writeLease } from './handOver.ts'
import { plan } from './lease.ts'
import { leaveAside } from './leaveAside.ts'
import { type Line, readLine, type Standing } from './line.ts'
import { closeNumbers, newNonce } from './numbers.ts'
import { isOver, noteEarly, type Round } from './rounds.ts'
import { envelopesOfAll } from './runBody.ts'
import { asAction, groupWrite } from './writeGroup.ts'

// So that a poll gets on where many publishers died.
const closedAtOnceMax = 32

/** How long a number may stay without a run before a poll closes it: longer than a publish takes. */
export const holeMsMax = 10_000

/**
 * `passed`: groups of which nothing can be had for now. `held`: what was leased, handed out or not. `isFull`: no more leases
 * may run.
 */
export type Taken = {
  leased: Leased[]
  held: Standing[]
  movedAside: number
  passed: Group[]
  isFull: boolean
}

/**
 * Leases the open runs of groups, one group after the other, as far as there is room in the answer. `count`: how many
 * messages of each group to read.
 */
export async function take(
  tools: Tools,
  queue: QueueRef,
  groups: readonly Group[],
  round: Round,
  order: PollOrder,
  count: number,
): Promise<Taken> {
  const scope = scopeOf(queue)
  const some = enough(groups, order.maxMessages)
  const lines = await Promise.allSettled(some.map(group => readLine(tools, scope, group, count)))
  const failed = lines.find(line => line.status === 'rejected')
  const read = lines.flatMap(line => (line.status === 'fulfilled' ? [line.value] : []))
  if (failed !== undefined && read.length === 0) throw failed.reason
  const nowMs = tools.clock.nowMs()
  const wanted = chooseAll(read, order, nowMs)
  const limited = order.inFlightMax === undefined ? undefined : await import('./limited.ts')
  const granted = await limited?.permitted(tools, queue, read, wanted, order, nowMs)
  const choices = granted?.choices ?? wanted
  const outcomes = await Promise.allSettled(choices.map(choice => apply(tools, queue, choice, round, order)))
  await limited?.giveBackUnused(tools, queue, choices, outcomes)
  return { ...sumOf(outcomes), isFull: granted?.isFull ?? false }
}

/** The first groups, as many as may fill the answer: all are read side by side. */
function enough(groups: readonly Group[], messagesMax: number): Group[] {
  const some: Group[] = []
  let messages = 0
  for (const group of groups) {
    if (messages >= messagesMax) break
    some.push(group)
    messages += countAtMost(group)
  }
  return some
}

const nothing: Taken = { leased: [], held: [], movedAside: 0, passed: [], isFull: false }

/** What was leased is handed out though other groups failed; where none worked, the failure is the answer. */
function sumOf(outcomes: readonly PromiseSettledResult<Taken>[]): Taken {
  const done = outcomes.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = outcomes.find(one => one.status === 'rejected')
  const leased = done.flatMap(one => one.leased)
  if (failed !== undefined && leased.length === 0) throw failed.reason
  return {
    ...nothing,
    leased,
    movedAside: done.reduce((sum, one) => sum + one.movedAside, 0),
    passed: done.flatMap(({ passed }) => passed),
  }
}

async function apply(tools: Tools, queue: QueueRef, choice: Choice, round: Round, order: PollOrder): Promise<Taken> {
  const { line } = choice
  if (touched(choice).length > 0) return change(tools, queue, choice, round, order)
  // Others may not get what there was no room for besides.
  if (choice.isCut) return nothing
  if (isMistaken(line)) return change(tools, queue, choice, round, order)
  const [first] = line.standing
  if (first !== undefined) noteEarly(round, line.group, first.delivery.visibleAtMs)
  const isClosed = await closeHole(tools, scopeOf(queue), line)
  return isClosed ? nothing : { ...nothing, passed: [line.group] }
}

/** Whether the group says that it has something before that is so: closed numbers, or what is ready later. */
function isMistaken({ group, standing, end }: Line): boolean {
  const [first] = standing
  if (first === undefined) return end !== group.next
  return first.held === undefined && first.delivery.visibleAtMs !== group.readyAtMs
}

/** One write for the whole group; with what leaves it, one transaction. */
async function change(tools: Tools, queue: QueueRef, choice: Choice, round: Round, order: PollOrder): Promise<Taken> {
  const { group } = choice.line
  const version = newNonce(tools)
  // Read before it is leased: what cannot be read is not handed out.
  const envelopes = await envelopesOfAll(
    tools.bodies,
    choice.picks.map(({ standing }) => standing),
  )
  const { leased, after } = plan(tools, queue, choice, envelopes, version, choice.nowMs)
  const where = { table: tools.tables.messages, scope: scopeOf(queue), nowMs: tools.clock.nowMs() }
  const request = groupWrite(where, group, after, version)
  const isLeaving = choice.asides.length > 0
  if (isLeaving && !(await leaveAside(tools, queue, choice, order.aside!, [asAction(request)])))
    return withoutAsides(tools, queue, choice, round, order)
  const own = isLeaving ? leased : await writeLease(tools, request, version, leased)
  if (own === undefined) return lost(round)
  isOver(round, group.version)
  const held = choice.picks.map(({ standing }) => standing)
  return { ...nothing, leased: await stillGood(tools, queue, own, order), held, movedAside: choice.asides.length }
}

function lost(round: Round): Taken {
  round.isCrowded = true
  return nothing
}

/** Somebody was faster, or the other queue is gone: then what should have gone there closes what is behind it. */
function withoutAsides(
  tools: Tools,
  queue: QueueRef,
  { line, picks, nowMs }: Choice,
  round: Round,
  order: PollOrder,
): Promise<Taken> {
  const room = { messages: picks.length, bytes: Number.POSITIVE_INFINITY, isEmpty: true }
  const rest = choose(line, room, { judge: order.judge, aside: undefined }, nowMs)
  for (const pick of rest.picks) pick.permit = picks.find(({ standing }) => standing === pick.standing)?.permit
  if (touched(rest).length > 0) return change(tools, queue, rest, round, order)
  return Promise.resolve({ ...nothing, passed: [line.group] })
}

/** A number whose publisher is gone for good holds its group up no longer. */
async function closeHole(tools: Tools, scope: string, { group, hole, standing }: Line): Promise<boolean> {
  if (hole === undefined || standing.length > 0) return false
  if (tools.clock.nowMs() - hole.sinceMs < holeMsMax) return false
  // One after the other: whoever comes with a run of several finds its first one closed.
  for (let number = hole.number; number < hole.number + Math.min(hole.count, closedAtOnceMax); number++)
    if (!(await closeNumbers(tools, scope, { hash: group.hash, start: number }))) break
  return true
}
