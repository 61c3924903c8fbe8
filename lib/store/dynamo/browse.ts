import { type Message, type MessageState, stateOf } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { BrowseOrder, MessagePage } from '../store.ts'
import { type Block, deliveryOf, type Entry } from './block.ts'
import { messagesOf } from './find.ts'
import { firstBlock, laneKey, latestMs, scopeOf } from './keys.ts'
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
  const isWanted = (spot: Spot): boolean =>
    isAfter(toPosition(spot), position) && stateOf(deliveryOf(spot.block, spot.entry), nowMs) === order.state
  const range = { from: position?.s ?? firstBlock, toMs: untilMs(order.state, nowMs) }
  const { spots, seenTo } = await walkOn(tools, scope, range, all => all.filter(isWanted).length > order.limit)
  const wanted = spots.filter(isWanted)
  const shown = fitting(wanted, order)
  const messages = await open(tools, scope, shown)
  if (shown.length < wanted.length) return { messages, cursor: formatPosition(toPosition(shown.at(-1)!)) }
  // Nothing behind this in what was read; a cursor only where not everything was.
  return seenTo === undefined ? { messages } : { messages, cursor: formatPosition({ s: seenTo, p: '', index: 0 }) }
}

/** What is visible or in flight stands in blocks that are ready; what is delayed may stand in any. */
const untilMs = (state: MessageState, nowMs: number): number => (state === 'delayed' ? latestMs : nowMs)

type Range = { from: string; toMs: number }
type LaneWalk = { p: string; blocks: Block[]; next: string | undefined }
type Seen = { spots: Spot[]; seenTo: string | undefined }

/** Lanes side by side, page by page, until there is enough, or all of it. */
async function walkOn(tools: Tools, scope: string, range: Range, isEnough: (spots: Spot[]) => boolean): Promise<Seen> {
  const lanes = lanesToRead(await tools.book.read(scope, 0))
  let walks: LaneWalk[] = lanes.map(lane => ({ p: laneKey(scope, lane), blocks: [], next: range.from }))
  for (let read = 0; ; read += pageBlocks) {
    const behindMost = seenToOf(walks)
    walks = await Promise.all(walks.map(walk => (walk.next === behindMost ? readOn(tools, walk, range.toMs) : walk)))
    const seen = { spots: spotsOf(walks), seenTo: seenToOf(walks) }
    if (seen.seenTo === undefined || read >= blocksMax || isEnough(seen.spots)) return seen
  }
}

/** Up to here every lane was read; undefined when all were to their ends. */
const seenToOf = (walks: readonly LaneWalk[]): string | undefined =>
  walks.flatMap(({ next }) => (next === undefined ? [] : [next])).sort()[0]

async function readOn({ send, tables }: Tools, { p, blocks, next }: LaneWalk, toMs: number): Promise<LaneWalk> {
  const page = await queryLane(
    send,
    tables.messages,
    { p, from: next!, toMs },
    { limit: pageBlocks, isConsistent: true },
  )
  return { p, blocks: [...blocks, ...page.blocks], next: page.next }
}

function spotsOf(walks: readonly LaneWalk[]): Spot[] {
  const seenTo = seenToOf(walks)
  return walks
    .flatMap(({ blocks }) => blocks)
    .filter(({ key }) => seenTo === undefined || key.s < seenTo)
    .sort((a, b) => compare(a.key.s, b.key.s) || compare(a.key.p, b.key.p))
    .flatMap(block => block.entries.map(entry => ({ block, entry })))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

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
