import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Settlement, SettleOutcome } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import { readForward } from '../locate.ts'
import { settleBy } from '../settleBy.ts'
import type { Tools } from '../tools.ts'
import { find } from './find.ts'
import { giveUp } from './giveUp.ts'
import type { Group } from './group.ts'
import { newNonce } from './numbers.ts'
import { parseOrderedPlace } from './place.ts'
import { ackAtOnce } from './quickAck.ts'
import { readGroup } from './readGroups.ts'
import { decodeOrderedHint } from './receiptHint.ts'
import { type Case, settleHeld } from './settleHeld.ts'
import { groupWrite, write } from './writeGroup.ts'

// A lost race shows the group as it then stands.
const triesMax = 10

/** Those of one group in one write, groups side by side. */
export const settle = settleBy({ toCase, settleCases, find })

async function settleCases(
  tools: Tools,
  queue: QueueRef,
  cases: readonly Case[],
  outcomes: SettleOutcome[],
): Promise<void> {
  const groups = Map.groupBy(cases, ({ place }) => place.hash)
  await Promise.all([...groups].map(([hash, some]) => settleGroup(tools, queue, hash, some, outcomes)))
}

function toCase(settlement: Settlement, at: number): Case[] {
  const { place, group: hint } = decodeOrderedHint(settlement.receipt)
  const found = parseOrderedPlace(place ?? settlement.receipt.id)
  return found === undefined ? [] : [{ settlement, at, place: found, hint }]
}

async function settleGroup(
  tools: Tools,
  queue: QueueRef,
  hash: string,
  cases: readonly Case[],
  outcomes: SettleOutcome[],
): Promise<void> {
  const quick = await ackAtOnce(tools, scopeOf(queue), hash, cases)
  if (quick?.isDone === true) {
    for (const { at } of cases) outcomes[at] = { kind: 'done' }
    return
  }
  let known = quick && { group: quick.now, isRepeated: quick.isRepeated }
  for (const some of inTurn(cases)) {
    if (isLeaving(some[0]!)) outcomes[some[0]!.at] = await giveUp(tools, queue, hash, some[0]!)
    else await settleSome(tools, queue, hash, some, known, outcomes)
    known = undefined
  }
}

/** In the order of the call: what goes to another queue goes by itself. */
function inTurn(cases: readonly Case[]): Case[][] {
  const turns: Case[][] = []
  let last: Case[] = []
  for (const one of cases) {
    if (last.length === 0 || isLeaving(one) || isLeaving(last[0]!)) {
      last = []
      turns.push(last)
    }
    last.push(one)
  }
  return turns
}

const isLeaving = ({ settlement }: Case): boolean => settlement.kind === 'moveAside'

type Known = { group: Group | undefined; isRepeated: boolean }

async function settleSome(
  tools: Tools,
  queue: QueueRef,
  hash: string,
  cases: readonly Case[],
  first: Known | undefined,
  outcomes: SettleOutcome[],
): Promise<void> {
  const scope = scopeOf(queue)
  let { group, isRepeated } = first ?? { group: await readGroup(tools, scope, hash), isRepeated: false }
  for (let tries = 0; tries < triesMax; tries++) {
    const nowMs = tools.clock.nowMs()
    const { held, results } = settleHeld(group?.held ?? [], cases, nowMs)
    if (group === undefined || held === undefined) return note(tools, scope, results, isRepeated, outcomes)
    const version = newNonce(tools)
    const where = { table: tools.tables.messages, scope, nowMs }
    const request = groupWrite(where, group, { held, next: group.next, readyAtMs: 'same' }, version)
    const written = await write(tools.send, request, version)
    if (written.isDone) return note(tools, scope, results, isRepeated, outcomes)
    isRepeated ||= written.isRepeated
    group = written.now
  }
  throw new Problem('StoreBusy')
}

async function note(
  tools: Tools,
  scope: string,
  results: ReadonlyMap<Case, SettleOutcome>,
  isRepeated: boolean,
  outcomes: SettleOutcome[],
): Promise<void> {
  for (const [{ at, settlement }, outcome] of results) {
    // An ack that was sent twice and finds nothing was done the first time, unless somebody moved the message aside.
    const mayBeDone = outcome.kind === 'gone' && isRepeated && settlement.kind === 'ack'
    const isDone = mayBeDone && (await readForward(tools, scope, settlement.receipt.id)) !== 'left'
    outcomes[at] = isDone ? { kind: 'done' } : outcome
  }
}
