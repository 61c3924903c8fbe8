import { begun } from '../../domain/deadLetter.ts'
import type { Message } from '../../domain/message.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Departing, RedriveOrder, RedrivePage } from '../store.ts'
import { type Block, deliveryOf, type Entry, idOf } from './block.ts'
import { messagesOf } from './find.ts'
import { scopeOf } from './keys.ts'
import { move } from './move.ts'
import { readStep, stepAt } from './step.ts'
import type { Tools } from './tools.ts'

// What one step reads, and how many of those are read and moved at the same time: all of them ask for the documents of
// two queues, and transactions beside each other on one item cancel each other.
const blocksMax = 100
const atOnce = 4

/** `arrivals`: the queues that messages went to. */
export type RedriveStep = RedrivePage & { arrivals: Set<QueueRef> }

/** The messages of a block that may go. */
type Look = { block: Block; found: { entry: Entry; message: Message }[] }
type Leaver = { entry: Entry; departing: Departing }
type Party = { block: Block; leavers: Leaver[] }

/** One step through the lanes, from the cursor on: a sort key, and the first slot of its block that is not seen yet. */
export async function redrive(tools: Tools, queue: QueueRef, order: RedriveOrder): Promise<RedriveStep> {
  const [p, s, index = '0'] = order.cursor?.split(' ') ?? []
  const from = p && s ? stepAt(p, s) : p
  const { scope, blocks, next } = await readStep(tools, queue, from, blocksMax)
  const isAhead = (block: Block, entry: Entry): boolean => block.key.s !== s || entry.index >= Number(index)
  const step: RedriveStep = { moved: 0, arrivals: new Set() }
  for (let at = 0; at < blocks.length; at += atOnce) {
    const some = blocks.slice(at, at + atOnce)
    const looks = await Promise.all(some.map(block => lookAt(tools, scope, block, order, isAhead)))
    const { parties, stop } = choose(looks, order)
    await Promise.all(parties.map(party => send(tools, queue, party, step)))
    if (stop !== undefined) return { ...step, cursor: stop }
  }
  return next === undefined ? step : { ...step, cursor: next }
}

async function lookAt(
  tools: Tools,
  scope: string,
  block: Block,
  { mayGo }: RedriveOrder,
  isAhead: (block: Block, entry: Entry) => boolean,
): Promise<Look> {
  const nowMs = tools.clock.nowMs()
  const isVisible = (entry: Entry): boolean => deliveryOf(block, entry).visibleAtMs <= nowMs
  const entries = block.entries.filter(entry => isAhead(block, entry) && isVisible(entry) && mayGo(idOf(block, entry)))
  if (entries.length === 0) return { block, found: [] }
  const messages = await messagesOf(tools, scope, block, entries).catch(passOver)
  return { block, found: messages.map((message, at) => ({ entry: entries[at]!, message })) }
}

/** What cannot be read stays, and must not keep the others; a store that does not answer is another thing. */
function passOver(error: unknown): Message[] {
  if (error instanceof Problem) throw error
  return []
}

/** In the order of the lane, until the order is full: `stop` is where to go on. */
function choose(looks: readonly Look[], order: RedriveOrder): { parties: Party[]; stop?: string } {
  const parties: Party[] = []
  for (const { block, found } of looks) {
    const leavers: Leaver[] = []
    parties.push({ block, leavers })
    for (const { entry, message } of found) {
      if (order.isFull()) return { parties, stop: `${stepAt(block.key.p, block.key.s)} ${entry.index}` }
      const departing = order.choose(message)
      if (departing !== undefined) leavers.push({ entry, departing })
    }
  }
  return { parties }
}

/** A store that is too busy for one move must not take with it what others have moved. */
function notNow(error: unknown): false {
  if (error instanceof Problem) return false
  throw error
}

/** Those for one queue go together; who was faster with any of them keeps them all. */
async function send(tools: Tools, from: QueueRef, { block, leavers }: Party, step: RedriveStep): Promise<void> {
  const nowMs = tools.clock.nowMs()
  let source = block
  for (const group of Map.groupBy(leavers, ({ departing }) => scopeOf(departing.to)).values()) {
    const movers = group.map(({ entry, departing: { envelope } }) => ({ entry, delivery: begun(nowMs), envelope }))
    const { to } = group[0]!.departing
    const there = { to, from, readyAtMs: nowMs, asNew: true } as const
    if (!(await move(tools, source, movers, there).catch(notNow))) continue
    step.moved += group.length
    step.arrivals.add(to)
    const left = source.entries.filter(entry => group.every(one => one.entry !== entry))
    source = { ...source, entries: left }
  }
}
