import type { PolledMessage } from '../../lib/actions/poll.ts'
import { isExhausted } from '../../lib/domain/deadLetterRule.ts'
import { expiresAtMs } from '../../lib/domain/judge.ts'
import type { Message } from '../../lib/domain/message.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import type { QueueRef, QueueSettings } from '../../lib/domain/queue.ts'
import type { Asked } from './caller.ts'
import type { Desk } from './desk.ts'
import { staleMs } from './generations.ts'
import { type Standing, scopeOf } from './truth.ts'
import type { Stored } from './watch.ts'

const behindMs = 1_000
const blocksASecond = 20_000
// Who stood still for minutes before he put it in sees to its lane afterwards, and acknowledges it only then.
const putLateMs = 180_000

/** What must hold of a message that is shown to somebody. */
export function checkShown(desk: Desk, { id, envelope }: Message, asked: Asked): void {
  const { chronicle, ledger, settings, watch } = desk
  const { by, askedMs, answeredMs } = asked
  ledger.seen(id, envelope.body, askedMs)
  const stored = watch.find(id)
  // An edit that came while this was under way may have brought its end near.
  const isEdited = stored?.before !== undefined && stored.sinceMs >= askedMs
  const heads = [stored?.now?.head ?? envelope, ...(isEdited ? [stored.before!.head] : [])]
  const lateMs = by.clockAt(answeredMs) - Math.max(...heads.map(head => expiresAtMs(head, settings)))
  // Of a block that was put twice there may be a copy as it was before an edit.
  if (lateMs >= 0 && !ledger.life(id).isDoubled)
    chronicle.broken('expired', `${by.name} shows it ${lateMs} ms late`, id)
}

/** … and of one that is handed out. */
export function checkHandedOut(desk: Desk, queue: QueueRef, { message, receipt }: PolledMessage, asked: Asked): void {
  const { chronicle, ledger, watch, generations } = desk
  const { by, askedMs, answeredMs } = asked
  const { id } = message
  chronicle.note(id, () => `handed out by ${by.name}, ${receipt.token}, asked at ${chronicle.when(askedMs)}`)
  ledger.handedOut(id, receipt.token, asked)
  checkShown(desk, message, asked)
  const { acknowledgedMs = Number.POSITIVE_INFINITY } = generations.endOf(scopeOf(queue)) ?? {}
  if (answeredMs > acknowledgedMs + staleMs)
    chronicle.broken('purged', `${by.name} hands it out ${answeredMs - acknowledgedMs} ms after its purge`, id)
  if (!ledger.life(id).isDoubled && !watch.heldBetween(id, receipt.token, askedMs, answeredMs))
    chronicle.broken('answer', `handed out with token ${receipt.token}, which it never had meanwhile`, id)
}

/** J4: nothing that was visible long enough before the look may be missing from an empty answer. */
export function checkEmpty(
  { chronicle, ledger, watch, settings, generations }: Desk,
  queue: QueueRef,
  { by, askedMs, answeredMs }: Asked,
): void {
  if (generations.endOf(scopeOf(queue)) !== undefined) return
  const all = [...watch.standing(scopeOf(queue))]
  const inFlight = new Set(all.filter(({ now }) => now.delivery.leased).map(({ now }) => now.address.slice(0, -2)))
  const sinceMs = answeredMs - behindMs - (inFlight.size * 1_000) / blocksASecond
  const isTold = ({ id, now, presentSinceMs }: (typeof all)[number]): boolean =>
    presentSinceMs - now.visibleAtMs < putLateMs || (ledger.life(id).letter?.acknowledgedMs ?? answeredMs) <= sinceMs
  const isVisible = ({ now, sinceMs: unchangedMs }: (typeof all)[number]): boolean =>
    unchangedMs <= sinceMs &&
    !isTried(now, settings) &&
    now.visibleAtMs <= by.clockAt(sinceMs) &&
    expiresAtMs(now.head, settings) > by.clockAt(answeredMs)
  const isHead = (one: Stored): boolean => (watch.headSinceMs(one) ?? answeredMs) <= sinceMs
  const reachable = isOrdered(queue) ? all.filter(isHead) : all
  const missed = reachable.find(one => isVisible(one) && isTold(one))
  if (missed === undefined) return
  const forMs = by.clockAt(answeredMs) - missed.now.visibleAtMs
  const words = `${by.name}, asked at ${chronicle.when(askedMs)}, says empty; visible for ${forMs} ms by its clock`
  chronicle.broken('lateEmpty', words, missed.id)
}

/** Whether it is to be moved aside, not handed out. */
export const isTried = ({ head, delivery: { attempts } }: Standing, { deadLetter }: QueueSettings): boolean =>
  deadLetter !== undefined && isExhausted({ ...head, attempts }, deadLetter)

/** Whether a message stood there all the time, for all to see. */
export function stoodThroughout(
  { generations, settings, ledger }: Desk,
  stored: Stored | undefined,
  { by, askedMs, answeredMs }: Asked,
): boolean {
  if (stored?.scope !== generations.scope) return false
  if (stored.now === undefined || stored.presentSinceMs > askedMs || ledger.life(stored.id).isDoubled) return false
  if (generations.endOf(stored.scope) !== undefined || !generations.areKnownAt(askedMs)) return false
  // An edit may have given it more time while this was under way.
  const heads = [stored.now, ...(stored.sinceMs > askedMs && stored.before ? [stored.before] : [])].map(
    ({ head }) => head,
  )
  return heads.every(head => expiresAtMs(head, settings) > by.clockAt(answeredMs))
}
