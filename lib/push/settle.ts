import { rulesOf } from '../actions/deadLetters.ts'
import type { NotedAside } from '../actions/expiryMarks.ts'
import { count } from '../actions/queueCounts.ts'
import type { Services } from '../actions/services.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { Queue } from '../domain/queue.ts'
import { pushQueueSettings } from '../domain/subscription.ts'
import type { Batch } from './batch.ts'
import { comeAgain } from './comeAgain.ts'
import { inTurn } from './inTurn.ts'
import type { Outcome } from './outcome.ts'
import { type Aftermath, isLastTry, type Plan, planFor } from './plan.ts'

/** A batch that was handed over, and what became of each message of it, in order. */
export type Ended = {
  batch: Batch
  outcomes: readonly Outcome[]
  /** For how long what was refused rests. */
  restMs: number
  /** Nobody waits at the queue, so that it has to be marked when something comes again. */
  isMarked: boolean
}

/**
 * Writes down what became of a batch: what was delivered is finished; what failed has had a try more and comes again for as long as its
 * source says, and is moved aside after that with the reason, or finished where nothing else is wanted; what was refused comes
 * again as it was.
 */
export async function settle(services: Services, ended: Ended): Promise<Aftermath[]> {
  const batch = { ...ended.batch, queue: withRuleOf(ended.batch) }
  const outcomes = isOrdered(batch.queue) ? inTurn(batch.messages, ended.outcomes) : ended.outcomes
  const aside = await asideFor(services, batch, outcomes)
  const { clock, random } = services
  const context = { batch, aside, restMs: ended.restMs, nowMs: clock.nowMs(), random }
  const plans = batch.messages.map((one, at) => planFor(context, one, outcomes[at]!))
  if (ended.isMarked) await markReturns(services, batch.queue, plans)
  const after = await write(services, batch.queue, plans)
  await aside?.markExpiries(services)
  return after
}

/** Where what has had its last try goes; undefined too where nothing has. */
async function asideFor(
  services: Services,
  batch: Batch,
  outcomes: readonly Outcome[],
): Promise<NotedAside | undefined> {
  const isAny = batch.messages.some((one, at) => outcomes[at]!.kind === 'failed' && isLastTry(batch, one))
  return isAny ? (await rulesOf(services, batch.queue)).aside : undefined
}

async function markReturns(services: Services, queue: Queue, plans: readonly Plan[]): Promise<void> {
  const atMs = plans.flatMap(({ after }) => (after.kind === 'later' ? [after.atMs] : []))
  for (const one of new Set(atMs)) await comeAgain(services, queue, one)
}

/** What is moved aside goes last: should that be refused just now, the rest is settled all the same. */
async function write(services: Services, queue: Queue, plans: readonly Plan[]): Promise<Aftermath[]> {
  const settled = new Map<Plan, Aftermath>()
  const stays = (plan: Plan): boolean => plan.settlement.kind !== 'moveAside'
  for (const some of [plans.filter(stays), plans.filter(plan => !stays(plan))]) {
    if (some.length === 0) continue
    const outcomes = await services.store.settle(
      queue,
      some.map(({ settlement }) => settlement),
    )
    const finished = some.filter(({ settlement }, at) => settlement.kind === 'ack' && outcomes[at]!.kind === 'done')
    if (finished.length > 0) count(services, queue, { kind: 'deleted', messages: finished.length })
    for (const [at, plan] of some.entries())
      settled.set(plan, outcomes[at]!.kind === 'done' ? plan.after : { kind: 'lost' })
  }
  return plans.map(plan => settled.get(plan)!)
}

/** The queue with the dead-letter queue that its subscription names by now, of which the queue itself may not know yet. */
function withRuleOf({ source: { to }, queue }: Batch): Queue {
  if (to.kind === 'trigger') return queue
  const { deadLetter } = pushQueueSettings(to.subscription.settings)
  return deadLetter === undefined ? queue : { ...queue, settings: { ...queue.settings, deadLetter } }
}
