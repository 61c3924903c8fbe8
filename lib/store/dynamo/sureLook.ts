import { newToken } from '../../domain/id.ts'
import { Problem } from '../../domain/problem.ts'
import { firstBlock } from './keys.ts'
import {
  ageMs,
  allowedMs,
  type ClaimWish,
  claimRequest,
  decodeLaneRecord,
  type LaneRecord,
  leaveScanRequest,
  readRecordRequest,
  type Scan,
} from './laneRecord.ts'
import { readBlock } from './locate.ts'
import { scan } from './scan.ts'
import type { LookOrder, Scout } from './scout.ts'
import { isTaken, type Survey, surveyBlock } from './survey.ts'
import type { Tools } from './tools.ts'

// A lane with no more blocks in flight than this is read by everybody for himself.
const privateBlocksMax = 64
const restMs = 100

/** `untilWallMs`: when to give up. */
export type SureOrder = LookOrder & { untilWallMs: number }

/**
 * What a sure look saw. Nothing means that there was nothing at `sinceMs`, by this process's clock; `blocks` were in
 * flight there.
 */
export type Sight = { surveys: Survey[]; blocks: number; sinceMs: number }

/** J4: whether nothing may still be answered as nothing. */
export const isRecent = ({ blocks, sinceMs }: Sight, nowMs: number): boolean => nowMs - sinceMs <= allowedMs(blocks)

/**
 * The look before an empty answer, from the start and consistent (J4). Where more is in flight than a page holds, one
 * poller walks through all of it and leaves what it found in the lane's record; the others read that.
 */
export async function lookSurely(tools: Tools, scout: Scout, order: SureOrder): Promise<Sight> {
  const sinceMs = tools.clock.nowMs()
  const start = { ...order, from: firstBlock, isConsistent: true, pagesMax: 1, limit: privateBlocksMax }
  const walk = await scout.walk(start)
  if (walk.useful.length > 0 || walk.isWhole) return { surveys: walk.useful, blocks: walk.blocks, sinceMs }
  let first: Glance | undefined
  while (tools.wall.nowMs() < order.untilWallMs) {
    const glance = await readRecord(tools, scout.p)
    first ??= glance
    const sight = await sightByRecord(tools, scout, order, { glance, first })
    if (sight !== undefined) return sight
    await tools.send.sleep(restMs + tools.send.pick(restMs))
  }
  throw new Problem('StoreBusy')
}

/** What stood in the record when it was asked for. */
type Glance = { askedAtMs: number; record: LaneRecord; serverMs: number | undefined }

/** The record now, and when this look first saw it. */
type Looking = { glance: Glance; first: Glance }

/** Undefined: another poller is walking, and what the last one left is too old. */
async function sightByRecord(
  tools: Tools,
  scout: Scout,
  order: LookOrder,
  looking: Looking,
): Promise<Sight | undefined> {
  const { record, serverMs } = looking.glance
  if (serverMs === undefined) return walkAll(tools, scout, order)
  const known = record.scan
  if (known !== undefined) {
    const surveys = await fromScan(tools, scout, order, known)
    const sight = { surveys, blocks: known.blocks, sinceMs: sinceMsOf(known, serverMs, looking) }
    if (surveys.length > 0 || isConclusive(sight, known, tools.clock.nowMs())) return sight
  }
  const claim = { serverMs, blocks: known?.blocks ?? 0 }
  return isUnderWay(record, claim) ? undefined : scanForAll(tools, scout, order, claim)
}

/**
 * When the scan began, at the earliest, by this process's clock. The server's clock tells to the second; and a scan that
 * nobody had begun when this look first saw the record began after that, which is how a crowd shares the next one.
 */
function sinceMsOf(scan: Scan, serverMs: number, { glance, first }: Looking): number {
  const { by } = scan
  const isOther = by !== undefined && by !== first.record.scan?.by && by !== first.record.claim?.by
  // Who was held up for long may have left, just now, what he began before all that this look knows of.
  const isNew = isOther && scan.startedServerMs >= (first.serverMs ?? 0) - 1_000
  return Math.max(glance.askedAtMs - ageMs(scan, serverMs), isNew ? first.askedAtMs : 0)
}

/** Of what comes back, a scan names only the first few: once all those are due, there may be more. */
const isConclusive = (sight: Sight, { beyondMs }: Scan, nowMs: number): boolean =>
  isRecent(sight, nowMs) && nowMs < beyondMs

async function readRecord({ send, tables, clock }: Tools, p: string): Promise<Glance> {
  const askedAtMs = clock.nowMs()
  const { Item, serverMs } = await send.read('GetItem', readRecordRequest(tables.messages, p))
  return { askedAtMs, record: decodeLaneRecord(Item), serverMs }
}

/** Without a clock that all share no scan of another can be dated, so it is walked alone. */
async function walkAll({ clock }: Tools, scout: Scout, order: LookOrder): Promise<Sight> {
  const sinceMs = clock.nowMs()
  const endless = { from: firstBlock, isConsistent: true, pagesMax: Number.POSITIVE_INFINITY }
  const walk = await scout.walk({ ...order, ...endless })
  return { surveys: walk.useful, blocks: walk.blocks, sinceMs }
}

/** What a scan leads to: blocks that have come back, or what stands behind everything it saw. */
async function fromScan(tools: Tools, scout: Scout, order: LookOrder, known: Scan): Promise<Survey[]> {
  const due = tools.send.turned(known.returns.filter(({ atMs }) => atMs <= tools.clock.nowMs()))
  for (const some of [due.slice(0, order.maxMessages), due.slice(order.maxMessages)]) {
    const back = await Promise.all(some.map(({ s }) => surveyOne(tools, scout.p, s, order)))
    if (back.flat().length > 0) return back.flat()
  }
  const walk = await scout.walk({ ...order, from: known.upTo, isConsistent: true, pagesMax: Number.POSITIVE_INFINITY })
  if (scout.from < walk.takenUpTo) scout.moveTo(walk.takenUpTo, walk.returnsAtMs)
  return walk.useful
}

async function surveyOne(tools: Tools, p: string, s: string, order: LookOrder): Promise<Survey[]> {
  const block = await readBlock(tools, { p, s })
  if (block === undefined) return []
  const survey = surveyBlock(block, order.judge, tools.clock.nowMs())
  return isTaken(survey, order.isDropping) ? [] : [survey]
}

type Claim = { serverMs: number; blocks: number }

/** A claim that was made before this can no longer end in time. */
const lapsedServerMs = ({ serverMs, blocks }: Claim): number => serverMs - Math.ceil(allowedMs(blocks)) - 1_000

const isUnderWay = ({ claim: made }: LaneRecord, claim: Claim): boolean =>
  made !== undefined && made.atServerMs >= lapsedServerMs(claim)

/** Scans for everybody; undefined when another is at it, or when the scan took too long to be answered from. */
async function scanForAll(tools: Tools, scout: Scout, order: LookOrder, claim: Claim): Promise<Sight | undefined> {
  const { send, tables, clock } = tools
  const { serverMs } = claim
  // A name for this walk alone: by it others tell whether it began before they came.
  const by = newToken(tools.random)
  const wish = { by, atServerMs: serverMs, lapsedServerMs: lapsedServerMs(claim), nowMs: clock.nowMs() }
  const won = await send.call('UpdateItem', claimRequest(tables.messages, scout.p, wish))
  if (won.kind !== 'done') return undefined
  const sinceMs = clock.nowMs()
  const renew = renewerOf(tools, scout.p, wish)
  const { startedServerMs = serverMs, ...seen } = await scan(tools, scout.p, order.judge, renew)
  const own: Scan = { by, startedServerMs, ...seen }
  await send.call('UpdateItem', leaveScanRequest(tables.messages, scout.p, by, own))
  const sight = { surveys: await fromScan(tools, scout, order, own), blocks: own.blocks, sinceMs }
  return sight.surveys.length > 0 || isConclusive(sight, own, clock.nowMs()) ? sight : undefined
}

/** Says once a second that the walk goes on, so that nobody begins another beside it. Nobody minds when it cannot. */
function renewerOf({ send, tables }: Tools, p: string, wish: ClaimWish): (serverMs: number) => Promise<void> {
  let saidServerMs = wish.atServerMs
  return async nowServerMs => {
    if (nowServerMs < saidServerMs + 1_000) return
    saidServerMs = nowServerMs
    const again = claimRequest(tables.messages, p, { ...wish, atServerMs: nowServerMs, lapsedServerMs: 0 })
    await send.call('UpdateItem', again, { attempts: 1 }).catch(() => {})
  }
}
