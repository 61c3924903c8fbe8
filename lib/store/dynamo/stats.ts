import { stateOf } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Stats } from '../store.ts'
import { type Block, deliveryOf } from './block.ts'
import { firstBlock, laneKey, latestMs, parseBlockSort, scopeOf, timeText } from './keys.ts'
import { lanesToRead } from './lanes.ts'
import { queryLane, queryLaneRequest } from './queryLane.ts'
import type { Tools } from './tools.ts'

// Of a megabyte each, for every lane: about 10,000 blocks are counted, more are estimated.
const pagesMax = 4

type Counts = { visible: number; inFlight: number; delayed: number; oldestVisibleAtMs: number; exact: boolean }

const none: Counts = { visible: 0, inFlight: 0, delayed: 0, oldestVisibleAtMs: Number.POSITIVE_INFINITY, exact: true }

/** Counts what lies in all lanes: exactly where that takes few pages, else by what these show. */
export async function stats(tools: Tools, queue: QueueRef): Promise<Stats> {
  const scope = scopeOf(queue)
  const nowMs = tools.clock.nowMs()
  const lanes = await tools.book.read(scope, 0)
  const living = lanes.dead ? [] : lanesToRead(lanes)
  const counts = await Promise.all(living.map(lane => countLane(tools, laneKey(scope, lane), nowMs)))
  const { oldestVisibleAtMs, ...sum } = counts.reduce(added, none)
  return { ...sum, asOfMs: nowMs, ...(Number.isFinite(oldestVisibleAtMs) && { oldestVisibleAtMs }) }
}

const added = (a: Counts, b: Counts): Counts => ({
  visible: a.visible + b.visible,
  inFlight: a.inFlight + b.inFlight,
  delayed: a.delayed + b.delayed,
  oldestVisibleAtMs: Math.min(a.oldestVisibleAtMs, b.oldestVisibleAtMs),
  exact: a.exact && b.exact,
})

/** What is ready and what is not are counted apart: a million reminders do not blur what is in flight. */
async function countLane(tools: Tools, p: string, nowMs: number): Promise<Counts> {
  const [ready, later] = await Promise.all([
    countRange(tools, p, firstBlock, nowMs, nowMs),
    countRange(tools, p, timeText(nowMs + 1), latestMs, nowMs),
  ])
  return added(ready, later)
}

async function countRange(
  { send, tables }: Tools,
  p: string,
  from: string,
  toMs: number,
  nowMs: number,
): Promise<Counts> {
  let counts = none
  let next: string | undefined = from
  let last: Block | undefined
  let first: Block | undefined
  for (let page = 0; page < pagesMax && next !== undefined; page++) {
    const found = await queryLane(send, tables.messages, { p, from: next, toMs }, { isConsistent: true })
    counts = found.blocks.map(block => countBlock(block, nowMs)).reduce(added, counts)
    first ??= found.blocks[0]
    last = found.blocks.at(-1) ?? last
    next = found.next
  }
  if (next === undefined || first === undefined || last === undefined) return counts
  const endMs = Math.min(toMs, (await lastReadyAtMs({ send, tables }, p, toMs)) ?? toMs)
  return scaled(counts, (endMs - first.readyAtMs + 1) / (last.readyAtMs - first.readyAtMs + 1))
}

function countBlock(block: Block, nowMs: number): Counts {
  const counts = { ...none }
  for (const entry of block.entries) {
    const delivery = deliveryOf(block, entry)
    const state = stateOf(delivery, nowMs)
    counts[state] += 1
    if (state === 'visible') counts.oldestVisibleAtMs = Math.min(counts.oldestVisibleAtMs, delivery.visibleAtMs)
  }
  return counts
}

async function lastReadyAtMs({ send, tables }: Pick<Tools, 'send' | 'tables'>, p: string, toMs: number) {
  const { Items } = await send.read('Query', {
    ...queryLaneRequest(tables.messages, { p, from: firstBlock, toMs }, { limit: 1, isConsistent: false }),
    ScanIndexForward: false,
  })
  const s = Items?.[0]?.s?.S
  return s === undefined ? undefined : parseBlockSort(s).readyAtMs
}

/** As dense as what was counted, up to the end of the range. What is in flight stands at the front, and was counted. */
const scaled = (counts: Counts, factor: number): Counts => ({
  ...counts,
  visible: Math.round(counts.visible * factor),
  delayed: Math.round(counts.delayed * factor),
  exact: false,
})
