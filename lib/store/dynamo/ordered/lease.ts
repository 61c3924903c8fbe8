import type { Envelope } from '../../../domain/envelope.ts'
import { newToken } from '../../../domain/id.ts'
import type { Delivery, Message } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import { leasedAs } from '../../leased.ts'
import type { Leased } from '../../store.ts'
import type { Permit } from '../permits/permit.ts'
import { encodeSlot } from '../slot.ts'
import type { Tools } from '../tools.ts'
import { type Choice, type Chosen, touched } from './choose.ts'
import { type Group, type Held, isEmpty } from './group.ts'
import { pastFirst, type Standing } from './line.ts'
import { formatOrderedPlace } from './place.ts'
import { encodeOrderedHint } from './receiptHint.ts'
import type { After } from './writeGroup.ts'

/** The id of a message: its own where it came from another queue. */
export const idOf = (hash: string, { number, entry }: Standing): string =>
  entry.head.id ?? formatOrderedPlace({ hash, number })

export const toMessage = (hash: string, standing: Standing, envelope: Envelope): Message => ({
  id: idOf(hash, standing),
  envelope,
  delivery: standing.delivery,
  sequence: standing.number,
})

export const toHeld = ({ run, entry }: Standing, delivery: Delivery): Held => ({
  start: run.start,
  index: entry.index,
  slot: encodeSlot(delivery),
  nackReason: delivery.nackReason,
})

/** Messages as they are handed out, and what then becomes of their group. */
export type Plan = { leased: Leased[]; after: After }

export function plan(
  { random }: Pick<Tools, 'random'>,
  queue: QueueRef,
  choice: Choice,
  envelopes: ReadonlyMap<Standing, Envelope>,
  version: string,
  nowMs: number,
): Plan {
  const { line, picks } = choice
  const { group } = line
  const leased = picks.map(pick => lease(random, queue, group, pick, envelopes, nowMs))
  const gone = new Set(touched(choice))
  const left = line.standing.flatMap(({ held }, at) => (held && !gone.has(line.standing[at]!) ? [held] : []))
  const held = [...leased.map(({ message }, at) => toHeld(picks[at]!.standing, message.delivery)), ...left]
  const fresh = [...gone].filter(standing => standing.held === undefined)
  const after: After = {
    held,
    ...(fresh.length > 0 || line.end !== group.next ? pastFirst(line, fresh.length) : same(group)),
  }
  return {
    leased: leased.map((one, at) => withHint(one, group, after, version, left, picks[at]!.permit)),
    after,
  }
}

const same = ({ next }: Group): Pick<After, 'next' | 'readyAtMs'> => ({ next, readyAtMs: 'same' })

function lease(
  random: Tools['random'],
  queue: QueueRef,
  { hash }: Group,
  { standing, verdict }: Chosen,
  envelopes: ReadonlyMap<Standing, Envelope>,
  nowMs: number,
): Leased {
  return leasedAs(queue, toMessage(hash, standing, envelopes.get(standing)!), verdict, newToken(random), nowMs)
}

function withHint(
  one: Leased,
  group: Group,
  after: After,
  version: string,
  left: readonly Held[],
  permit: Permit | undefined,
): Leased {
  const { message, receipt } = one
  const isAll = left.length === 0
  const isLast = isEmpty({ held: [], next: after.next, last: group.last })
  const hint = {
    version,
    count: after.held.length,
    untilMs: message.delivery.visibleAtMs,
    next: after.next,
    last: isLast ? group.last : undefined,
  }
  const place = formatOrderedPlace({ hash: group.hash, number: message.sequence! })
  const at = encodeOrderedHint({
    group: isAll ? hint : undefined,
    place: place === message.id ? undefined : place,
    permit,
  })
  return { ...one, receipt: { ...receipt, at } }
}
