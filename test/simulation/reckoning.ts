import { expiresAtMs } from '../../lib/domain/judge.ts'
import { stateOf } from '../../lib/domain/message.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import type { Stats } from '../../lib/store/store.ts'
import { checkShare } from './fairness.ts'
import { staleMs } from './generations.ts'
import type { Ledger } from './ledger.ts'
import { checkHandedOut, checkShown } from './lookRules.ts'
import { type Scene, tables } from './scene.ts'
import { settle } from './settling.ts'
import { isBlock, type Standing, standingsIn } from './truth.ts'

type Up = ReturnType<Scene['fleet']['start']>

const emptyAnswers = 2
const answersMax = 1_000
const slackMs = 60_000

/** With nothing going wrong any more: is all that should be there to be seen, counted and handed out? */
export async function reckon(scene: Scene): Promise<void> {
  const up = scene.fleet.start()
  for (const view of scene.views) await checkStats({ ...scene, ...view }, up)
  for (const view of scene.views) await checkPages({ ...scene, ...view }, up)
  await drainAll(scene, up)
  await scene.world.pause(lastDueMs(scene) + slackMs - scene.world.nowMs)
  await drainAll(scene, scene.fleet.start())
  if (!isOrdered({ name: scene.queue })) await checkShare(scene)
  await scene.world.pause(slackMs)
  await drainAll(scene, scene.fleet.start())
  for (const view of scene.views) await checkNothingIsLeft({ ...scene, ...view })
  checkLetters(scene)
}

/** What is moved from one to the next is drained there. */
async function drainAll(scene: Scene, from: Up): Promise<void> {
  for (const view of scene.views) await drain({ ...scene, ...view }, from)
}

async function checkNothingIsLeft(scene: Scene): Promise<void> {
  const nowMs = scene.world.nowMs
  // What has expired on its way to who leased it stays until its lease is over.
  const isOver = ({ head, delivery }: Standing): boolean =>
    delivery.leased && expiresAtMs(head, scene.settings) <= nowMs + slackMs
  for (const one of left(scene))
    if (!isOver(one)) scene.chronicle.broken('lost', 'still stands, and no poll finds it', one.id)
  await checkStats(scene, scene.fleet.start())
}

/** What stands in the table, read from the table itself. */
const left = ({ fake, generations, queue, watch }: Scene): Standing[] =>
  isOrdered({ name: queue })
    ? [...watch.standing(generations.scope)].map(({ now }) => now)
    : [...fake.items(tables.messages)]
        .filter(isBlock)
        .flatMap(standingsIn)
        .filter(({ scope }) => scope === generations.scope)

const lastDueMs = (scene: Scene): number =>
  Math.max(
    scene.world.nowMs,
    ...scene.views.flatMap(view => left({ ...scene, ...view })).map(({ visibleAtMs }) => visibleAtMs),
  )

async function checkStats(scene: Scene, from: Up): Promise<void> {
  const { caller, chronicle, queue } = scene
  const answer = await caller.ask('queueStats', { queue }, { from })
  if (answer.kind !== 'done') {
    chronicle.broken('stats', `no counts: ${answer.kind}`)
    return
  }
  const stats = answer.value
  const most = count(scene, stats.asOfMs, () => true)
  const least = count(scene, stats.asOfMs, ({ head }) => expiresAtMs(head, scene.settings) > stats.asOfMs)
  const isRight = (state: keyof typeof most): boolean => stats[state] >= least[state] && stats[state] <= most[state]
  if (stats.exact && isRight('visible') && isRight('inFlight') && isRight('delayed')) return
  chronicle.broken('stats', `${JSON.stringify(stats)} where there are ${JSON.stringify(most)}`)
}

function count(
  scene: Scene,
  nowMs: number,
  counts: (one: Standing) => boolean,
): Pick<Stats, 'visible' | 'inFlight' | 'delayed'> {
  const sums = { visible: 0, inFlight: 0, delayed: 0 }
  for (const one of left(scene)) if (counts(one)) sums[stateOf(one.delivery, nowMs)] += 1
  return sums
}

/** Every message is on one of the pages. */
async function checkPages(scene: Scene, from: Up): Promise<void> {
  const { caller, chronicle, settings, queue } = scene
  const seen = new Set<string>()
  for (const state of ['visible', 'inFlight', 'delayed'] as const) {
    let cursor: string | undefined
    do {
      const answer = await caller.ask('browse', { queue, state, limit: 100, cursor }, { from })
      if (answer.kind !== 'done') {
        chronicle.broken('answer', `no page: ${answer.kind}`)
        return
      }
      for (const message of answer.value.messages) checkShown(scene, message, answer)
      for (const { id } of answer.value.messages) seen.add(id)
      cursor = answer.value.cursor
    } while (cursor !== undefined)
  }
  const nowMs = from.instance.clock.nowMs()
  // What came to its time or expired while the pages were read may be missing.
  const isSettled = ({ visibleAtMs }: Standing): boolean => visibleAtMs < nowMs - slackMs || visibleAtMs > nowMs
  for (const one of left(scene))
    if (!seen.has(one.id) && isSettled(one) && expiresAtMs(one.head, settings) > nowMs)
      chronicle.broken('answer', 'is on no page', one.id)
}

async function drain(scene: Scene, from: Up): Promise<void> {
  const { caller, chronicle, queue } = scene
  for (let empty = 0, answers = 0; empty < emptyAnswers; answers++) {
    const input = { queue, maxMessages: 16, visibilityTimeoutSeconds: 600, waitSeconds: 0 }
    const answer = await caller.ask('poll', input, { from })
    if (answer.kind !== 'done' || answers > answersMax) {
      chronicle.broken('lost', `no drain: ${answer.kind}`)
      return
    }
    const { messages } = answer.value
    for (const one of messages) checkHandedOut(scene, answer.value.queue, one, answer)
    if (messages.length > 0) await settle(scene, messages, { kind: 'ack', ifLapsed: 'refuse' }, { from })
    else empty += 1
  }
}

/** J2: what was acknowledged went into a generation that lived, or had ended less than five seconds before. */
function checkLetters({ ledger, watch, generations, chronicle }: Scene): void {
  for (const { acknowledgedIds } of (ledger as Ledger).letters.values()) {
    for (const id of acknowledgedIds) {
      const stored = watch.find(id)
      const end = stored && generations.endOf(stored.scope)
      const lateMs = end === undefined ? 0 : stored!.firstStoredMs - end.writtenMs
      if (lateMs > staleMs) chronicle.broken('purged', `acknowledged, and stored ${lateMs} ms after the purge`, id)
    }
  }
}
