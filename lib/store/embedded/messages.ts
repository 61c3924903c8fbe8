import type { DatabaseSync } from 'node:sqlite'
import type { Envelope } from '../../domain/envelope.ts'
import { decodeEnvelope } from '../../domain/envelopeCodec.ts'
import type { Delivery } from '../../domain/message.ts'
import type { Groups } from './groups.ts'
import { seqOf } from './ids.ts'
import type { InFlight } from './inFlight.ts'
import type { Lanes, RankedLane } from './lanes.ts'
import type { Position } from './position.ts'
import { tupleQuery } from './query.ts'
import { type FullRow, type Slot, type SlotRow, slotColumns, toSlot } from './slot.ts'

export type Placed = Position & { leased: boolean }

/** What a publish or an edit writes; `packed` is the encoded envelope. */
export type Packed = { packed: Buffer; readyAtMs: number; expiresAtMs?: number | undefined; rank: number }

// A lease rewrites the row. Up to here that costs less than keeping (and deleting) a second one; measured with the ADR.
const inlineBytesMax = 1500

/** The messages of all lanes. The writing calls belong into a group (see groupCommit.ts). */
export class Messages {
  readonly #lanes: Lanes
  readonly #groups: Groups
  readonly #inFlight: InFlight
  #removals = 0
  readonly #insert
  readonly #insertLarge
  readonly #select
  readonly #selectFull
  readonly #selectVisible
  readonly #selectOfGroup
  readonly #selectLarge
  readonly #selectLargeBytes
  readonly #selectNext
  readonly #selectAfter
  readonly #countAfter
  readonly #updateDelivery
  readonly #updateEnvelope
  readonly #forgetExpiry
  readonly #updateLane
  readonly #delete
  readonly #deleteLarge
  readonly #selectExpired
  readonly #selectNextExpiry
  readonly #selectLast

  constructor(database: DatabaseSync, lanes: Lanes, groups: Groups, inFlight: InFlight) {
    this.#lanes = lanes
    this.#groups = groups
    this.#inFlight = inFlight
    this.#insert = database.prepare(
      `INSERT INTO message (seq, lane, visible_at_ms, leased, attempts, token, expires_at_ms, id, envelope,
       group_id) VALUES (?, ?, ?, 0, 0, '', ?, ?, ?, ?)`,
    )
    this.#insertLarge = database.prepare('INSERT INTO large_envelope (seq, envelope) VALUES (?, ?)')
    this.#select = tupleQuery<SlotRow>(database, `SELECT ${slotColumns} FROM message WHERE seq = ?`)
    this.#selectFull = tupleQuery<FullRow>(database, `SELECT ${slotColumns}, envelope FROM message WHERE seq = ?`)
    this.#selectVisible = tupleQuery<FullRow>(
      database,
      `SELECT ${slotColumns}, envelope FROM message INDEXED BY message_order
       WHERE lane = ? AND (visible_at_ms, seq) > (?, ?) AND visible_at_ms <= ? ORDER BY visible_at_ms, seq LIMIT ?`,
    )
    this.#selectOfGroup = tupleQuery<FullRow>(
      database,
      `SELECT ${slotColumns}, envelope FROM message INDEXED BY message_group
       WHERE group_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    )
    this.#selectLarge = tupleQuery<[packed: Uint8Array]>(database, 'SELECT envelope FROM large_envelope WHERE seq = ?')
    this.#selectLargeBytes = tupleQuery<[bytes: number]>(
      database,
      'SELECT length(envelope) FROM large_envelope WHERE seq = ?',
    )
    this.#selectNext = tupleQuery<[visibleAtMs: number]>(
      database,
      'SELECT visible_at_ms FROM message INDEXED BY message_order WHERE lane = ? ORDER BY visible_at_ms LIMIT 1',
    )
    this.#selectAfter = tupleQuery<[visibleAtMs: number, seq: number, leased: number]>(
      database,
      `SELECT visible_at_ms, seq, leased FROM message INDEXED BY message_order
       WHERE lane = ? AND (visible_at_ms, seq) > (?, ?) ORDER BY visible_at_ms, seq LIMIT ?`,
    )
    this.#countAfter = tupleQuery<[all: number, leased: number]>(
      database,
      'SELECT count(*), total(leased) FROM message INDEXED BY message_order WHERE lane = ? AND visible_at_ms > ?',
    )
    this.#updateDelivery = database.prepare(
      `UPDATE message SET visible_at_ms = ?, leased = ?, attempts = ?, token = ?, first_leased_at_ms = ?,
       leased_at_ms = ?, nack_reason = ? WHERE seq = ?`,
    )
    this.#updateEnvelope = database.prepare('UPDATE message SET envelope = ?, expires_at_ms = ? WHERE seq = ?')
    this.#forgetExpiry = database.prepare('UPDATE message SET expires_at_ms = NULL WHERE seq = ?')
    this.#updateLane = database.prepare('UPDATE message SET lane = ?, group_id = ? WHERE seq = ?')
    this.#delete = database.prepare('DELETE FROM message WHERE seq = ?')
    this.#deleteLarge = database.prepare('DELETE FROM large_envelope WHERE seq = ?')
    this.#selectExpired = tupleQuery<[seq: number]>(
      database,
      `SELECT seq FROM message INDEXED BY message_expiry
       WHERE expires_at_ms <= ?1 AND visible_at_ms <= ?1 ORDER BY expires_at_ms LIMIT ?2`,
    )
    this.#selectNextExpiry = tupleQuery<[expiresAtMs: number]>(
      database,
      `SELECT expires_at_ms FROM message INDEXED BY message_expiry
       WHERE expires_at_ms > ? ORDER BY expires_at_ms LIMIT 1`,
    )
    this.#selectLast = tupleQuery<[seq: number | null]>(database, 'SELECT max(seq) FROM message')
  }

  /** `group`: in ordered queues. */
  add(lane: number, seq: number, id: string, { packed, readyAtMs, expiresAtMs }: Packed, group?: number): void {
    const inline = packed.length <= inlineBytesMax
    this.#insert.run(seq, lane, readyAtMs, expiresAtMs ?? null, id, inline ? packed : null, group ?? null)
    if (!inline) this.#insertLarge.run(seq, packed)
    this.#lanes.addMessages(lane, 1)
  }

  /** The message in this place, without its envelope. */
  at(seq: number): Slot | undefined {
    const row = this.#select.get(seq)
    return row && toSlot(row)
  }

  /** The message in this place, with its envelope. */
  fullAt(seq: number): Slot | undefined {
    const row = this.#selectFull.get(seq)
    return row && toSlot(row)
  }

  /** The message with this id in one of the lanes, without its envelope. */
  find(lanes: readonly RankedLane[], id: string): Slot | undefined {
    const seq = seqOf(id)
    const slot = seq === undefined ? undefined : this.at(seq)
    return slot?.id === id && lanes.some(lane => lane.id === slot.lane) ? slot : undefined
  }

  /** The first visible messages of a lane after a position, with the envelopes that do not lie apart. */
  visible(lane: number, { visibleAtMs, seq }: Position, nowMs: number, limit: number): Slot[] {
    return this.#selectVisible.all(lane, visibleAtMs, seq, nowMs, limit).map(toSlot)
  }

  /** Messages of a group after a place, in order, with the envelopes that do not lie apart. */
  ofGroup(group: number, afterSeq: number, limit: number): Slot[] {
    return this.#selectOfGroup.all(group, afterSeq, limit).map(toSlot)
  }

  /** Of a slot that was read with its envelope, unless that lies apart. */
  envelope({ seq, packed }: Slot): Envelope {
    return decodeEnvelope(packed ?? this.#selectLarge.get(seq)![0])
  }

  nextVisibleAtMs(lane: number): number | undefined {
    return this.#selectNext.get(lane)?.[0]
  }

  /** Places after a position, in order; answered from the index alone. */
  after(lane: number, { visibleAtMs, seq }: Position, limit: number): Placed[] {
    const rows = this.#selectAfter.all(lane, visibleAtMs, seq, limit)
    return rows.map(([visibleAtMs, seq, leased]) => ({ visibleAtMs, seq, leased: leased === 1 }))
  }

  /** How many become visible after a time, and how many of those are leased; answered from the index alone. */
  countAfter(lane: number, atMs: number): { all: number; leased: number } {
    const [all, leased] = this.#countAfter.get(lane, atMs)!
    return { all, leased }
  }

  move({ seq, lane, group }: Slot, delivery: Delivery): void {
    this.#inFlight.moved(lane, seq, delivery)
    if (group !== undefined) this.#groups.moved(group, seq, delivery.visibleAtMs)
    this.#updateDelivery.run(
      delivery.visibleAtMs,
      delivery.leased ? 1 : 0,
      delivery.attempts,
      delivery.token,
      delivery.firstLeasedAtMs ?? null,
      delivery.leasedAtMs ?? null,
      delivery.nackReason ?? null,
      seq,
    )
  }

  replaceEnvelope({ seq, large }: Slot, { packed, expiresAtMs }: Packed): void {
    const inline = packed.length <= inlineBytesMax
    if (large) this.#deleteLarge.run(seq)
    this.#updateEnvelope.run(inline ? packed : null, expiresAtMs ?? null, seq)
    if (!inline) this.#insertLarge.run(seq, packed)
  }

  /** To another lane; in ordered queues to a group there. */
  transfer({ seq, lane, group }: Slot, to: number, toGroup?: number): void {
    this.#updateLane.run(to, toGroup ?? null, seq)
    this.#inFlight.left(lane, seq)
    if (group !== undefined) this.#groups.left(group, seq)
    this.#lanes.addMessages(lane, -1)
    this.#lanes.addMessages(to, 1)
  }

  /** How many were removed since the store was opened. */
  get removals(): number {
    return this.#removals
  }

  remove({ seq, lane, large, group }: Slot): void {
    this.#removals += 1
    this.#delete.run(seq)
    this.#inFlight.left(lane, seq)
    if (group !== undefined) this.#groups.left(group, seq)
    if (large) this.#deleteLarge.run(seq)
    this.#lanes.addMessages(lane, -1)
  }

  /** Visible messages whose own expiry has passed. */
  expired(nowMs: number, limit: number): Slot[] {
    return this.#selectExpired.all(nowMs, limit).map(([seq]) => this.at(seq)!)
  }

  /** From now on only the judge ends it. */
  forgetExpiry({ seq }: Slot): void {
    this.#forgetExpiry.run(seq)
  }

  /** The first expiry after a time. */
  nextExpiryAfter(atMs: number): number | undefined {
    return this.#selectNextExpiry.get(atMs)?.[0]
  }

  /** What the envelope takes that lies apart. */
  largeBytes({ seq }: Slot): number {
    return this.#selectLargeBytes.get(seq)![0]
  }

  lastSeq(): number {
    return this.#selectLast.get()![0] ?? 0
  }
}
