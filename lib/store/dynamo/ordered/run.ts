import type { Delivery } from '../../../domain/message.ts'
import { type Item, keepUntilMs, nackName, slotName, ttlOf } from '../block.ts'
import { decodeHeads, encodeHeads, type Head } from '../heads.ts'
import { type Key, type KeyAttributes, keyAttributes } from '../keys.ts'
import { decodeSlot } from '../slot.ts'

/** A message in its run: how it stood when it came there, which counts until it is handed out. */
export type RunEntry = { index: number; slot: string; nackReason?: string | undefined; head: Head }

/**
 * One item: what one publish put into a group, under the numbers from that of its key on, as many as its `span`. Numbers
 * without an entry are done. Without any it is closed: nothing was stored under these numbers, nor ever will be.
 */
export type Run = {
  key: Key
  start: number
  span: number
  /** Of the group that gave the numbers. */
  epoch: string
  /** When the numbers were given, or later. */
  madeAtMs: number
  readyAtMs: number
  entries: RunEntry[]
  /** Of the put that stored it, whatever is changed in it later: so who put it knows it again. */
  nonce: string
  isClosed?: boolean
  /** In the order of the entries; in the item, or in an object. */
  envelopes?: Uint8Array | undefined
  object?: string | undefined
  /** The queue whose pushers it wakes as it comes, while it holds messages (see wakeRecord.ts). */
  wakes?: string | undefined
}

export function encodeRun(run: Run): Item & KeyAttributes {
  const { key, span, epoch, madeAtMs, readyAtMs, entries, nonce } = run
  const item: Item & KeyAttributes = {
    ...keyAttributes(key),
    n: { N: String(span) },
    g: { S: epoch },
    c: { N: String(madeAtMs) },
    y: { N: String(readyAtMs) },
    x: { S: nonce },
    t: ttlOf(keepUntilMs(Math.max(readyAtMs, ...entries.map(({ head }) => head.readyAtMs)))),
  }
  if (run.isClosed) item.z = { BOOL: true }
  if (entries.length > 0) {
    const heads = entries.map(({ head }) => head)
    item.h = { S: encodeHeads(heads, readyAtMs) }
    item.i = { S: entries.map(({ index }) => index).join(',') }
  }
  for (const { index, slot, nackReason } of entries) {
    item[slotName(index)] = { S: slot }
    if (nackReason !== undefined) item[nackName(index)] = { S: nackReason }
  }
  if (run.envelopes !== undefined) item.e = { B: run.envelopes }
  if (run.object !== undefined) item.o = { S: run.object }
  if (run.wakes !== undefined && entries.length > 0) item.w = { S: run.wakes }
  return item
}

export function decodeRun(item: Item): Run {
  const key = { p: item.p!.S!, s: item.s!.S! }
  const readyAtMs = Number(item.y!.N)
  return {
    key,
    start: Number(key.s),
    span: Number(item.n!.N),
    epoch: item.g!.S!,
    madeAtMs: Number(item.c!.N),
    readyAtMs,
    entries: entriesOf(item, readyAtMs),
    nonce: item.x!.S!,
    ...(item.z !== undefined && { isClosed: true }),
    envelopes: item.e?.B,
    object: item.o?.S,
    wakes: item.w?.S,
  }
}

function entriesOf(item: Item, readyAtMs: number): RunEntry[] {
  if (item.h === undefined) return []
  const heads = decodeHeads(item.h.S!, readyAtMs)
  return item.i!.S!.split(',').map((text, at) => {
    const index = Number(text)
    return { index, slot: item[slotName(index)]!.S!, nackReason: item[nackName(index)]?.S, head: heads[at]! }
  })
}

/** How a message stands that nobody was handed here: its own delay may end after that of its run. */
export const deliveryIn = ({ readyAtMs }: Run, { slot, nackReason, head }: RunEntry): Delivery =>
  decodeSlot(slot, Math.max(readyAtMs, head.readyAtMs), nackReason)
