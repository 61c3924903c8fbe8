import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import { find } from './find.ts'
import { finish } from './finish.ts'
import { giveUp } from './giveUp.ts'
import { blockKey, scopeOf } from './keys.ts'
import { readForward } from './locate.ts'
import { parsePlace } from './place.ts'
import { decodeHint } from './receiptHint.ts'
import { resettle } from './resettle.ts'
import { settleBy } from './settleBy.ts'
import { type Case, isMove } from './settleCase.ts'
import type { Tools } from './tools.ts'

// A lost race shows a newer state; a message that moves away is followed.
const triesMax = 10

/** All of one block in one write, blocks side by side. */
export const settle = settleBy({ toCase, settleCases, find })

async function settleCases(
  tools: Tools,
  queue: QueueRef,
  cases: readonly Case[],
  outcomes: SettleOutcome[],
): Promise<void> {
  await Promise.all(
    grouped(scopeOf(queue), cases).map(async some => {
      for (const round of rounds(some)) await settleRound(tools, queue, round, outcomes)
    }),
  )
}

function toCase(settlement: Settlement, at: number): Case[] {
  const { id, at: text } = settlement.receipt
  const hint = decodeHint(text)
  const place = parsePlace(hint.place ?? id)
  return place === undefined ? [] : [{ settlement, at, place, slots: hint.slots }]
}

/** Cases that lie in the same block. */
function grouped(scope: string, cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  for (const one of cases) {
    const { p, s } = blockKey(scope, one.place)
    const group = groups.get(`${p} ${s}`) ?? []
    groups.set(`${p} ${s}`, group)
    group.push(one)
  }
  return [...groups.values()]
}

/** Settlements of one message are done one after the other, in the order of the call. */
function rounds(cases: readonly Case[]): Case[][] {
  const made: Case[][] = []
  for (const one of cases) {
    const round = made.find(some => some.every(({ place }) => place.index !== one.place.index))
    if (round === undefined) made.push([one])
    else round.push(one)
  }
  return made
}

/** Settles messages of one block, each of them once. */
async function settleRound(
  tools: Tools,
  queue: QueueRef,
  round: readonly Case[],
  outcomes: SettleOutcome[],
): Promise<void> {
  const scope = scopeOf(queue)
  let waiting = round
  for (let tries = 0; waiting.length > 0; tries++) {
    if (tries === triesMax) throw new Problem('StoreBusy')
    const nowMs = tools.clock.nowMs()
    const isLeaving = ({ settlement }: Case) => settlement.kind === 'moveAside'
    const steps = [
      ...parted(waiting, one => !isMove(one, nowMs) && !isLeaving(one)).map(some => finish(tools, scope, some, nowMs)),
      ...parted(waiting, one => isMove(one, nowMs)).map(some => resettle(tools, queue, some, nowMs)),
      ...parted(waiting, isLeaving).map(some => giveUp(tools, queue, some, nowMs)),
    ]
    const results = (await Promise.all(steps)).flat()
    const absent: Case[] = []
    for (const { one, result } of results) {
      if (result === 'absent') absent.push(one)
      else if (result !== 'again') outcomes[one.at] = result
    }
    const followed = (await Promise.all(absent.map(one => follow(tools, scope, one, outcomes)))).flat()
    waiting = results.filter(({ result }) => result === 'again').map(({ one }) => one)
    for (const some of grouped(scope, followed)) await settleRound(tools, queue, some, outcomes)
  }
}

const parted = (cases: readonly Case[], belongs: (one: Case) => boolean): Case[][] => {
  const some = cases.filter(belongs)
  return some.length > 0 ? [some] : []
}

/** The case at the place that its message has moved to; none where the message is gone, which is then its outcome. */
async function follow(tools: Tools, scope: string, one: Case, outcomes: SettleOutcome[]): Promise<Case[]> {
  const place = await readForward(tools, scope, one.settlement.receipt.id)
  const isElsewhere = typeof place === 'object' && blockKey(scope, place).s !== blockKey(scope, one.place).s
  if (isElsewhere) return [{ ...one, place, slots: [] }]
  // An ack that was sent twice and finds nothing was done the first time, unless somebody moved the message aside.
  const wasDone = one.isRepeated && one.settlement.kind === 'ack' && place !== 'left'
  outcomes[one.at] = { kind: wasDone ? 'done' : 'gone' }
  return []
}
