import { type Message, type MessageState, stateOf } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { BrowseOrder, MessagePage } from '../store.ts'
import { type Block, deliveryOf, type Entry } from './block.ts'
import { messagesOf } from './find.ts'
import { firstBlock, laneKey, scopeOf } from './keys.ts'
import { lanesToRead } from './lanes.ts'
import { queryLane } from './queryLane.ts'
import type { Tools } from './tools.ts'

// Blocks of all lanes that one page looks at, so that a search for the few delayed among a million ends in time.
const blocksMax = 2_000
const pageBlocks = 100

/** A message on the walk: blocks of all lanes in order of their sort keys, lane by lane where these are the same. */
type Spot = { block: Block; entry: Entry }
type Position = { s: string; p: string; index: number }

const toPosition = ({ block, entry }: Spot): Position => ({ ...block.key, index: entry.index })
const formatPosition = ({ s, p, index }: Position): string => `${s} ${p} ${index}`

function parsePosition(cursor: string): Position {
  const [s, p, index] = cursor.split(' ')
  return { s: s!, p: p!, index: Number(index) }
}

const isAfter = (spot: Position, position: Position | undefined): boolean => {
  if (position === undefined || spot.s !== position.s) return true
  return spot.p === position.p ? spot.index > position.index : spot.p > position.p
}

/** A page of messages in one state, in the order of their blocks. */
export async function browse(tools: Tools, queue: QueueRef, order: BrowseOrder): Promise<MessagePage> {
  const scope = scopeOf(queue)
  const position = order.cursor === undefined ? undefined : parsePosition(order.cursor)
  const nowMs = tools.clock.nowMs()
  const { spots, seenTo } = await walkAll(tools, scope, position?.s ?? firstBlock, untilMs(order.state, nowMs))
  const wanted = spots.filter(
    spot => isAfter(toPosition(spot), position) && stateOf(deliveryOf(spot.block, spot.entry), nowMs) === order.state,
  )
  const shown = fitting(wanted, order)
  const messages = await open(tools, scope, shown)
  if (shown.length < wanted.length) return { messages, cursor: formatPosition(toPosition(shown.at(-1)!)) }
  // Nothing behind this in what was read; a cursor only where not everything was.
  return seenTo === undefined ? { messages } : { messages, cursor: formatPosition({ s: seenTo, p: '', index: 0 }) }
}

/** What is visible or in flight stands in blocks that are ready; what is delayed may stand in any. */
const untilMs = (state: MessageState, nowMs: number): number => (state === 'delayed' ? 9_999_999_999_999 : nowMs)

/** Lanes side by side, up to where all of them were read. */
async function walkAll(tools: Tools, scope: string, from: string, toMs: number) {
  const lanes = lanesToRead(await tools.book.read(scope, 0)).map(lane => laneKey(scope, lane))
  const walks = await Promise.all(lanes.map(p => walkLane(tools, p, from, toMs, Math.ceil(blocksMax / lanes.length))))
  const seenTo = walks.flatMap(({ next }) => (next === undefined ? [] : [next])).sort()[0]
  const blocks = walks
    .flatMap(walk => walk.blocks)
    .filter(({ key }) => seenTo === undefined || key.s < seenTo)
    .sort((a, b) => (a.key.s === b.key.s ? compare(a.key.p, b.key.p) : compare(a.key.s, b.key.s)))
  return { spots: blocks.flatMap(block => block.entries.map(entry => ({ block, entry }))), seenTo }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function walkLane({ send, tables }: Tools, p: string, from: string, toMs: number, countMax: number) {
  const blocks: Block[] = []
  let next: string | undefined = from
  while (next !== undefined && blocks.length < countMax) {
    const range = { p, from: next, toMs }
    const page = await queryLane(send, tables.messages, range, { limit: pageBlocks, isConsistent: true })
    blocks.push(...page.blocks)
    next = page.next
  }
  return { blocks, next }
}

function fitting(spots: readonly Spot[], { limit, maxBytes }: BrowseOrder): Spot[] {
  const shown: Spot[] = []
  let bytes = 0
  for (const spot of spots) {
    bytes += spot.entry.head.bytes
    if (shown.length === limit || (shown.length > 0 && bytes > maxBytes)) break
    shown.push(spot)
  }
  return shown
}

/** Each block's body is read once. */
async function open(tools: Tools, scope: string, spots: readonly Spot[]): Promise<Message[]> {
  const blocks = [...new Set(spots.map(({ block }) => block))]
  const entriesOf = (block: Block) => spots.filter(spot => spot.block === block).map(({ entry }) => entry)
  return (await Promise.all(blocks.map(block => messagesOf(tools, scope, block, entriesOf(block))))).flat()
}
