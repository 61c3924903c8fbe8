import type { NewMessage } from '../../../lib/domain/newMessage.ts'
import { isOrdered } from '../../../lib/domain/ordered.ts'
import { makeBody } from '../body.ts'
import type { Asked } from '../caller.ts'
import type { Desk } from '../desk.ts'
import type { Letter } from '../ledger.ts'
import { checkShown, stoodThroughout } from '../lookRules.ts'
import { priorities } from './publisher.ts'

const recent = 60

/** Cancels, edits, moves and looks up messages that were published lately. */
export async function editAlong(desk: Desk, untilMs: number, restMsMean: number): Promise<void> {
  const { world, chance, ledger } = desk
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(restMsMean))
    const known = [...ledger.letters.values()].slice(-recent).filter(({ ids }) => ids.size > 0)
    if (known.length === 0) continue
    // Now and then both of the same, at the same time.
    const letter = chance.happens(0.25) ? known.at(-1)! : chance.pick(known)
    const id = [...letter.ids].at(-1)!
    if (chance.happens(0.2)) await Promise.all([edit(desk, letter, id), reschedule(desk, letter, id)])
    else await chance.pick([cancel, edit, edit, reschedule, look])(desk, letter, id)
  }
}

async function cancel(desk: Desk, _: Letter, id: string): Promise<void> {
  const { caller, chronicle, ledger, queue } = desk
  ledger.life(id).cancelAsked = true
  chronicle.note(id, () => 'asked to cancel')
  const answer = await caller.ask('cancelMessage', { queue, id })
  chronicle.note(id, () => `${answer.by.name} answered the cancel: ${endOf(answer)}`)
  if (answer.kind === 'done') ledger.ended(id, undefined, answer.answeredMs)
  if (answer.kind === 'refused') checkRefusal(desk, id, answer.code, answer)
}

async function edit(desk: Desk, letter: Letter, id: string): Promise<void> {
  const { world, chance, ledger } = desk
  const body = makeBody(chance, letter.tag, letter.versions.length)
  const version = ledger.edits(letter, id, body, world.nowMs)
  const inOrder = isOrdered({ name: desk.queue })
  const also = chance.happens(0.3) && !inOrder ? { delaySeconds: chance.pick([0, 2, 15, 90]) } : {}
  const priority = chance.happens(0.3) && !inOrder ? chance.pick(priorities) : undefined
  const answer = await change(desk, id, { body, kind: 'binary', priority, ...also })
  if (answer.kind === 'done') version.doneMs = answer.answeredMs
  if (answer.kind === 'refused') version.refused = true
}

async function reschedule(desk: Desk, _: Letter, id: string): Promise<void> {
  const { chance } = desk
  const delaySeconds = isOrdered({ name: desk.queue }) ? undefined : chance.pick([0, 1, 5, 30, 100])
  const expiresInSeconds = chance.happens(0.2) ? (delaySeconds ?? 0) + chance.int(2, 40) : undefined
  await change(desk, id, { delaySeconds, expiresInSeconds })
}

async function change(desk: Desk, id: string, wish: Partial<NewMessage>) {
  const { caller, chronicle, queue } = desk
  const words = JSON.stringify({ ...wish, body: wish.body?.length })
  chronicle.note(id, () => `asked to edit ${words}`)
  const answer = await caller.ask('editMessage', { queue, id, edit: wish })
  chronicle.note(id, () => `${answer.by.name} answered the edit: ${endOf(answer)}`)
  if (answer.kind === 'refused') checkRefusal(desk, id, answer.code, answer)
  if (answer.kind === 'done') desk.ledger.edited(id, answer)
  return answer
}

async function look(desk: Desk, _: Letter, id: string): Promise<void> {
  const answer = await desk.caller.ask('getMessage', { queue: desk.queue, id })
  if (answer.kind === 'done') checkShown(desk, answer.value.message, answer)
  if (answer.kind === 'refused') checkRefusal(desk, id, answer.code, answer)
}

const endOf = (answer: { kind: string; code?: string }): string => answer.code ?? answer.kind

/** A refusal has to be true: at no moment was it so when the message stood there, or nobody had it. */
function checkRefusal(desk: Desk, id: string, code: string, asked: Asked): void {
  const { chronicle, watch } = desk
  const stored = watch.find(id)
  if (!stoodThroughout(desk, stored, asked)) return
  const { now, sinceMs } = stored!
  const wasFree = !now!.delivery.leased && sinceMs <= asked.askedMs
  if (code === 'MessageNotFound' || (code === 'MessageInFlight' && wasFree))
    chronicle.broken('answer', `${asked.by.name} said ${code}, and it was not so`, id)
}
