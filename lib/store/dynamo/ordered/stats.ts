import { stateOf } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Stats } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { deliveryOfHeld, type Group, numberOf, opensAtMs } from './group.ts'
import type { Standing } from './line.ts'
import { readGroups } from './readGroups.ts'
import { allOf, readStep } from './walk.ts'

// Of twenty groups and some hundred messages of each; more are estimated.
const stepsMax = 10
const pagesMax = 20

type Counts = Pick<Stats, 'visible' | 'inFlight' | 'delayed' | 'oldestVisibleAtMs' | 'exact'>

/** Counts what all groups hold: exactly where that takes few reads, else by the numbers that were given. */
export async function stats(tools: Tools, queue: QueueRef): Promise<Stats> {
  const nowMs = tools.clock.nowMs()
  if ((await tools.book.read(scopeOf(queue), 0)).dead) return { ...none(), asOfMs: nowMs }
  const counts = (await countAll(tools, scopeOf(queue), nowMs)) ?? (await estimate(tools, scopeOf(queue), nowMs))
  return { ...counts, asOfMs: nowMs }
}

const none = (): Counts => ({ visible: 0, inFlight: 0, delayed: 0, exact: true })

async function countAll(tools: Tools, scope: string, nowMs: number): Promise<Counts | undefined> {
  const counts = none()
  let cursor: string | undefined
  for (let steps = 0; steps < stepsMax; steps++) {
    const { lines, next } = await readStep(tools, scope, cursor)
    for (const { delivery } of lines.flatMap(allOf)) count(counts, delivery, nowMs)
    if (next === undefined) return counts
    cursor = next
  }
  return undefined
}

function count(counts: Counts, delivery: Standing['delivery'], nowMs: number): void {
  const state = stateOf(delivery, nowMs)
  counts[state] += 1
  if (state === 'visible') sawVisible(counts, delivery.visibleAtMs)
}

function sawVisible(counts: Counts, atMs: number): void {
  counts.oldestVisibleAtMs = Math.min(counts.oldestVisibleAtMs ?? atMs, atMs)
}

/** What is held is in the groups; of the others only how many numbers were given, and when the first is ready. */
async function estimate(tools: Tools, scope: string, nowMs: number): Promise<Counts> {
  const counts: Counts = { ...none(), exact: false }
  let from: string | undefined
  for (let pages = 0; pages < pagesMax; pages++) {
    const { groups, next } = await readGroups(tools, scope, { from, isConsistent: false })
    for (const group of groups) addEstimate(counts, group, nowMs)
    if (next === undefined) return counts
    from = next
  }
  return counts
}

function addEstimate(counts: Counts, group: Group, nowMs: number): void {
  for (const held of group.held) count(counts, deliveryOfHeld(held), nowMs)
  const waiting = Math.max(0, group.last - numberOf(group.next) + 1)
  const readyAtMs = opensAtMs({ ...group, held: [] })
  if (waiting === 0 || readyAtMs === undefined) return
  if (readyAtMs > nowMs) counts.delayed += waiting
  else {
    counts.visible += waiting
    sawVisible(counts, readyAtMs)
  }
}
