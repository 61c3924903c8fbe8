import type { PolledMessage } from '../../lib/actions/poll.ts'
import type { ReceiptOutcome } from '../../lib/actions/settleReceipts.ts'
import type { Answer, Asked } from './caller.ts'
import type { Desk } from './desk.ts'
import { skewMsMax } from './instance.ts'
import { stoodThroughout } from './lookRules.ts'
import type { Stored } from './watch.ts'

export type Settling =
  | { kind: 'ack'; ifLapsed: 'accept' | 'refuse' }
  | { kind: 'nack'; delaySeconds?: number; deadLetter?: true; reason?: string | undefined }
  | { kind: 'extend'; visibilityTimeoutSeconds: number; ifLapsed: 'accept' | 'refuse' }

const idOf = ({ message }: PolledMessage): string => message.id

type Where = Parameters<Desk['caller']['ask']>[2]

function ask(
  { caller, queue }: Desk,
  receipts: string[],
  how: Settling,
  where: Where,
): Promise<Answer<ReceiptOutcome[]>> {
  if (how.kind === 'ack') return caller.ask('ack', { queue, receipts, ifLapsed: how.ifLapsed }, where)
  if (how.kind === 'nack') return caller.ask('nack', { queue, receipts, ...how }, where)
  return caller.ask('extend', { queue, receipts, ...how }, where)
}

/** Settles what was handed out, and judges what comes back. */
export async function settle(
  desk: Desk,
  held: readonly PolledMessage[],
  how: Settling,
  where?: Where,
): Promise<Answer<unknown>> {
  const { chronicle, ledger } = desk
  for (const one of held) {
    if (how.kind === 'ack') ledger.life(idOf(one)).ackTokens.add(one.receipt.token)
    if (how.kind === 'nack' && how.deadLetter) ledger.life(idOf(one)).givenUpTokens.add(one.receipt.token)
    chronicle.note(idOf(one), () => `asked to ${JSON.stringify(how)} with ${one.receipt.token}`)
  }
  const answer = await ask(
    desk,
    held.map(({ receiptText }) => receiptText),
    how,
    where,
  )
  for (const [index, one] of held.entries()) {
    const outcome = answer.kind === 'done' ? answer.value[index]! : answer
    const words = outcome.kind
    chronicle.note(idOf(one), () => `${answer.by.name} answered the ${how.kind} with ${one.receipt.token}: ${words}`)
    if (answer.kind === 'done') judge(desk, one, asMeant(desk, how), answer.value[index]!, answer)
  }
  return answer
}

/** Beside a limit on leases no lapsed one is taken up again, whatever was asked for. */
const asMeant = ({ settings }: Desk, how: Settling): Settling =>
  how.kind === 'extend' && settings.maxInFlight !== undefined ? { ...how, ifLapsed: 'refuse' } : how

const mustBeLive = (how: Settling): boolean => how.kind === 'nack' || how.ifLapsed === 'refuse'

/** Whether what was last done to a message was done to a lease that had run out before. */
function wasLapsed(
  how: Settling,
  stored: Stored | undefined,
  token: string,
  { by, askedMs, answeredMs }: Asked,
): boolean {
  if (stored?.before?.delivery.token !== token || stored.sinceMs < askedMs || stored.sinceMs > answeredMs) return false
  // What was asked for may have been done in time, and then somebody else got the message before this was answered.
  if (stored.now !== undefined && stored.now.delivery.token !== token) return false
  // Or was it somebody else, with the same receipt?
  const kind = stored.now === undefined ? 'ack' : stored.now.delivery.leased ? 'extend' : 'nack'
  if (kind !== how.kind) return false
  return stored.by === by && stored.before.delivery.visibleAtMs <= by.clockAt(askedMs)
}

/** What is said of a receipt must have been so at some moment between question and answer. */
function judge(desk: Desk, held: PolledMessage, how: Settling, { kind }: ReceiptOutcome, asked: Asked): void {
  const { chronicle, ledger, watch } = desk
  const { token } = held.receipt
  const { by, askedMs, answeredMs } = asked
  const id = idOf(held)
  if (kind === 'done') {
    // An ack whose first try got no answer and whose second finds nothing there says done, whoever did it.
    const isGuess = how.kind === 'ack' && asked.faults > 0
    if (!watch.heldBetween(id, token, askedMs, answeredMs) && !isGuess && !ledger.life(id).isDoubled)
      chronicle.broken('twoReceipts', `${how.kind} done with ${token}, which no longer counted`, id)
    if (ledger.isEnded(id, token, askedMs) && !isGuess && !ledger.life(id).isDoubled)
      chronicle.broken('twoReceipts', `${how.kind} done with ${token}, which an edit had ended`, id)
    if (mustBeLive(how) && !isGuess && wasLapsed(how, watch.find(id), token, asked))
      chronicle.broken('answer', `${how.kind} done with ${token}, whose lease was over`, id)
    if (how.kind === 'ack') ledger.ended(id, isGuess ? undefined : token, answeredMs)
    return
  }
  const stored = watch.find(id)
  if (!stoodThroughout(desk, stored, asked)) return
  const { now, sinceMs, spans } = stored!
  const counted = spans.at(-1)!.token === token && spans.at(-1)!.fromMs <= askedMs
  // Beside a limit others may have its permit who take it for over, by a clock that is ahead.
  const isLimited = how.kind === 'extend' && desk.settings.maxInFlight !== undefined
  const nowMs = isLimited ? answeredMs + skewMsMax : by.clockAt(answeredMs)
  const live = counted && sinceMs <= askedMs && now!.delivery.leased && now!.delivery.visibleAtMs > nowMs
  const isWrong = kind === 'gone' || (kind === 'lapsed' ? live : counted)
  if (isWrong) chronicle.broken('answer', `${by.name} said ${kind} of ${token}, and it was not so`, id)
}
