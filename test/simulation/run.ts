import type { Services } from '../../lib/actions/services.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import { defaultSettings, type QueueSettings } from '../../lib/domain/queue.ts'
import type { Json } from '../../lib/store/store.ts'
import { consumeAlong, crowdAlong, hoardAlong } from './actors/consumer.ts'
import { editAlong } from './actors/editor.ts'
import { publish, publishAlong } from './actors/publisher.ts'
import { redriveAlong } from './actors/redriver.ts'
import { upkeepAlong } from './actors/upkeeper.ts'
import { purgeAlong, visitAlong } from './actors/visitor.ts'
import { Chance } from './chance.ts'
import type { Violation } from './chronicle.ts'
import { namesOf } from './desk.ts'
import type { FaultKind } from './faults.ts'
import { openLanes } from './openLanes.ts'
import { reckon } from './reckoning.ts'
import { type MakeStore, openScene, type Sabotage, type Scene } from './scene.ts'
import { squeezedShare } from './server.ts'

const activeMs = 62_000
/** Then few are left who poll, until the last late write and the last thaw have come. */
const restlessMs = 190_000
const lettersMin = 300

const quietMs = 60_000
const squeezedMs = 4_000
// Longer than anybody may go on with what he knew.
const ambushMs = 6_000
const crowdedMs = 2_000
const crowdedOvertimeMs = 60_000
// Each time the queue may double its lanes, and every look before an empty answer goes into all of them.
const squeezeEveryMs = 25_000
// Ten minutes until a lane is closed, sixteen until it is forgotten.
const lullMs = 40 * 60_000
const forgottenMs = 27 * 60_000
const lateMarginMs = 5 * 60_000
// So that the queue keeps few lanes for most of the time.
const squeezedLateMs = 15_000
// Consumers come by a while longer.
const squeezedOvertimeMs = 40_000
const violationsMax = 5
const patienceMs = 86_400_000

export type Result = {
  seed: number
  /** Of every promise that was broken, the first time; and the first few violations of them all. */
  first: Violation[]
  violations: (Violation & { history: string[] })[]
  faults: Record<FaultKind, number>
  /** Faults that never happened: a seed in which they do not shows less than it should. */
  missing: FaultKind[]
  totals: Totals
}

export type Totals = Record<
  'messages' | 'delivered' | 'acked' | 'movedAside' | 'redriven' | 'calls' | 'scans' | 'lanes' | 'seconds',
  number
>

/** One seed: a minute of work while everything breaks, three of aftermath, then quiet and a reckoning. */
export async function runSeed(seed: number, makeStore: MakeStore, sabotage: Sabotage = {}): Promise<Result> {
  const chance = new Chance(seed)
  const retentionSeconds = chance.happens(0.15) ? 60 : defaultSettings.retentionSeconds
  const settings = { ...defaultSettings, retentionSeconds, ...deadLettersOf(seed), ...limitOf(seed) }
  const { queue } = namesOf(isOrderedSeed(seed))
  const scene = openScene(chance, queue, settings, makeStore, sabotage)
  const seconds = await history(scene, chance, sabotage, isWakingSeed(seed)).catch(error => {
    if (scene.world.isOver) return 0
    throw error
  })
  return resultOf(seed, scene, seconds)
}

/** For how many seconds they worked. */
async function history(scene: Scene, chance: Chance, { purges }: Sabotage, wakes: boolean): Promise<number> {
  await begin(scene, wakes)
  const startMs = scene.world.nowMs
  await lives(scene, work(scene, startMs, purges ?? chance.happens(0.3)))
  const seconds = (scene.world.nowMs - startMs) / 1000
  await scene.world.runUntil(Math.max(scene.world.nowMs, startMs + activeMs + restlessMs))
  if (chance.happens(0.1)) await lives(scene, lull(scene))
  scene.faults.isOn = false
  await scene.world.runUntil(scene.world.nowMs + quietMs)
  await lives(scene, reckon(scene))
  return seconds
}

/** Every fourth: by its number, so that whatever else is drawn stays as it was. */
export const isOrderedSeed = (seed: number): boolean => seed % 4 === 1

/** … and half of those that are ordered. */
export const hasDeadLetters = (seed: number): boolean => seed % 4 === 0 || seed % 8 === 5

function deadLettersOf(seed: number): Pick<QueueSettings, 'deadLetter'> {
  if (!hasDeadLetters(seed)) return {}
  const { deadQueue } = namesOf(isOrderedSeed(seed))
  return { deadLetter: { queue: deadQueue, attemptsMax: 2 + (seed % 3), expired: seed % 8 === 0 } }
}

/** Every fourth other: so few that polls meet at it, on one page or on two. */
const limitOf = (seed: number): Pick<QueueSettings, 'maxInFlight'> =>
  seed % 4 === 2 ? { maxInFlight: 12 + (seed % 9) } : {}

/** Every third: somebody is to be told of all that comes into its queues. */
export const isWakingSeed = (seed: number): boolean => seed % 3 === 0

/** Lets time pass until somebody is done. */
async function lives({ world }: Scene, whoever: Promise<unknown>): Promise<void> {
  let isDone = false
  const done = whoever.finally(() => {
    isDone = true
  })
  done.catch(() => {})
  const giveUpMs = world.nowMs + patienceMs
  while (!isDone) {
    await world.runUntil(world.nowMs + 1_000)
    if (world.nowMs > giveUpMs) throw new Error('somebody waits for ever')
  }
  await done
}

/** The queue is made by a function that nothing befalls. */
async function begin(scene: Scene, wakes: boolean): Promise<void> {
  scene.faults.isOn = false
  const from = scene.fleet.start(0)
  // A dead-letter queue has to be there before the queue that names it.
  for (const { queue, settings } of scene.views.toReversed()) {
    const made = scene.caller.ask('putQueue', { queue, settings, expected: 'any' }, { from })
    await lives(scene, made)
    if ((await made).kind !== 'done') throw new Error('the queue could not be made')
    if (wakes) await lives(scene, havePushers(from.services, queue))
  }
  if (!isOrdered({ name: scene.queue })) await openLanes(scene)
  scene.faults.isOn = true
}

/** As whoever gives a queue its first trigger. */
async function havePushers({ store }: Services, name: string): Promise<void> {
  const { value, version } = (await store.documents.read('queue', name))!
  await store.documents.write('queue', name, { ...(value as Record<string, Json>), wakes: true }, version)
}

async function work(scene: Scene, startMs: number, purges: boolean): Promise<void> {
  const { chance, fleet } = scene
  const endMs = startMs + activeMs
  const hoards = chance.happens(0.1)
  const desk = (): Scene => ({ ...scene, chance: chance.fork() })
  const actors = [
    ...['a', 'b', 'c'].map(name => publishAlong(desk(), name, endMs, { lettersMin, singles: hoards })),
    ...[300, 400, 700, 1_000].map(restMs => consumeAlong(desk(), endMs, restMs)),
    consumeAlong(desk(), endMs + restlessMs, 4_000, { maxMessages: 16 }),
    editAlong(desk(), endMs, 900),
    editAlong(desk(), endMs, 900),
    visitAlong(desk(), endMs, 3_000),
    fleet.strike(endMs),
    squeezeAlong(scene, hoards ? endMs - squeezedLateMs : startMs, endMs),
  ]
  const dead = scene.views[1]
  if (dead !== undefined) {
    // An ordered one is left alone for longer, so that a redrive finds what nobody was ever handed.
    const restMs = isOrdered({ name: dead.queue }) ? 20_000 : 6_000
    actors.push(consumeAlong({ ...desk(), ...dead }, endMs + restlessMs, restMs, { maxMessages: 10 }))
    actors.push(upkeepAlong(desk(), endMs + restlessMs), redriveAlong(desk(), endMs + restlessMs))
  } else if (scene.settings.maxInFlight === undefined) actors.push(...crowd(scene, endMs))
  if (hoards) actors.push(hoardAlong(desk(), endMs), hoardAlong(desk(), endMs))
  if (purges) actors.push(purgeAlong(desk(), endMs, () => fleet.ambush(ambushMs)))
  await Promise.all(actors)
}

const rarely = { lettersMin: 0, singles: false, restMs: 4_000 }

/** Pollers that meet, while there is much, and then while there is now and then something: answers are empty then. */
function crowd({ fleet, ...scene }: Scene, endMs: number): Promise<void>[] {
  const { world } = scene
  const desk = () => ({ ...scene, chance: scene.chance.fork() })
  const untilMs = endMs + crowdedOvertimeMs
  const late = desk()
  return [
    crowdAlong(desk(), untilMs, () => fleet.ambush(crowdedMs, 3)),
    world.pause(endMs - world.nowMs).then(() => publishAlong(late, 'd', untilMs, rarely)),
  ]
}

/** So quiet for so long that lanes are closed and forgotten; and then, all of a sudden, work. */
async function lull(scene: Scene): Promise<void> {
  const { world, chance } = scene
  const desk = (): Scene => ({ ...scene, chance: chance.fork() })
  const wakesMs = world.nowMs + lullMs
  await Promise.all([
    consumeAlong(desk(), wakesMs, 15_000),
    consumeAlong(desk(), wakesMs, 60_000),
    ...['u', 'v', 'w'].map(name => publishLate(scene, name)),
  ])
  await publishAlong(desk(), 'z', world.nowMs + 5_000, { lettersMin: 0, singles: false })
}

/** By somebody who stands still, after he was told which lanes there are, until some of them are forgotten. */
async function publishLate({ fleet, faults, ...scene }: Scene, name: string): Promise<void> {
  const chance = scene.chance.fork()
  const from = fleet.start()
  from.instance.doom(1, 'answered', () => {
    faults.count('freeze')
    from.instance.freeze(chance.int(forgottenMs, lullMs - lateMarginMs))
  })
  await publish({ ...scene, chance }, [name], { where: { from, moreMs: lullMs } })
}

async function squeezeAlong({ world, server, faults, fleet }: Scene, fromMs: number, untilMs: number): Promise<void> {
  await world.pause(fromMs + 2_000 - world.nowMs)
  let share = squeezedShare
  const isMissing = (): boolean => faults.counts.hotPartition === 0 && world.nowMs < untilMs + squeezedOvertimeMs
  while (world.nowMs < untilMs || isMissing()) {
    const before = faults.counts.hotPartition
    server.squeezeBusiest(squeezedMs, share)
    await world.pause(squeezedMs)
    // Nobody came by, or too few: another one, at once, and closer.
    share = faults.counts.hotPartition === before ? share / 10 : squeezedShare
    if (share < squeezedShare) continue
    // Lanes are being added, and some do not see it.
    fleet.ambush(2 * ambushMs)
    await world.pause(squeezeEveryMs)
  }
}

function resultOf(seed: number, scene: Scene, seconds: number): Result {
  const { chronicle, faults, ledger, server, watch } = scene
  const violations = chronicle.violations.slice(0, violationsMax).map(one => ({
    ...one,
    history: one.id === undefined ? [] : chronicle.historyOf(one.id),
  }))
  const totals: Totals = {
    messages: ledger.letters.size,
    delivered: ledger.delivered,
    acked: ledger.acked,
    movedAside: ledger.movedAside,
    redriven: ledger.redrivenMessages,
    calls: server.calls,
    scans: server.scans,
    lanes: watch.lanes.size,
    seconds,
  }
  const first = [...new Map(chronicle.violations.toReversed().map(one => [one.check, one])).values()]
  return { seed, first, violations, faults: faults.counts, missing: faults.missing(), totals }
}
