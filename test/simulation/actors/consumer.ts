import type { PolledMessage, PollInput } from '../../../lib/actions/poll.ts'
import { isOrdered } from '../../../lib/domain/ordered.ts'
import type { Desk } from '../desk.ts'
import { checkHandedOut } from '../lookRules.ts'
import { checkAscending } from '../orderRules.ts'
import { settle } from '../settling.ts'

const counts = [1, 1, 2, 4, 10, 16]
const leaseSeconds = [1, 2, 3, 5, 10, 20]
const waits = [0, 0, 0, 0, 0, 1, 5]
// The same for all, so that they come back by the dozen.
const hoardSeconds = 20
const crowdBytes = 300
const nackSeconds = [0, 0, 1, 5, 30, 60, 61, 90, 300]

/** Polls, and does with what it gets what workers do: most is acked, some of it late, twice, or with an old receipt. */
export async function consumeAlong(
  desk: Desk,
  untilMs: number,
  restMsMean: number,
  wish: Partial<PollInput> = {},
): Promise<void> {
  const { world, chance } = desk
  const old: PolledMessage[] = []
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(restMsMean))
    const held = await poll(desk, wish)
    if (held.length > 0) await work(desk, held)
    old.push(...held.filter(() => chance.happens(0.2)))
    if (old.length > 0 && chance.happens(0.2)) await settleOne(desk, old.splice(chance.int(0, old.length - 1), 1))
  }
}

/** Takes all it can get, for long, and finishes nothing: blocks in flight by the hundred. */
export async function hoardAlong(desk: Desk, untilMs: number): Promise<void> {
  const { world, chance } = desk
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(300))
    await poll(desk, { maxMessages: 16, visibilityTimeoutSeconds: hoardSeconds })
  }
}

/** Several at once, with room for little, so that they meet at the same groups; now and then all of a sudden half of them stand still. */
export async function crowdAlong(desk: Desk, untilMs: number, ambush: () => void): Promise<void> {
  const { world, chance } = desk
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(3_500))
    if (chance.happens(0.5)) ambush()
    const answers = await Promise.all([1, 2, 3].map(() => poll(desk, { maxMessages: 4, maxBytes: crowdBytes })))
    await Promise.all(answers.map(held => (held.length > 0 ? work(desk, held) : undefined)))
  }
}

async function poll(desk: Desk, wish: Partial<PollInput> = {}): Promise<PolledMessage[]> {
  const { chance, caller, queue } = desk
  const waitSeconds = chance.pick(waits)
  const input = {
    queue,
    maxMessages: chance.pick(counts),
    visibilityTimeoutSeconds: chance.pick(leaseSeconds),
    waitSeconds,
    maxBytes: chance.happens(0.1) ? 20_000 : undefined,
    attemptId: isOrdered({ name: queue }) && chance.happens(0.3) ? `try-${chance.int(0, 2 ** 40)}` : undefined,
    ...wish,
  }
  let answer = await caller.ask('poll', input, { moreMs: waitSeconds * 1000 })
  // Who heard nothing asks again for the same.
  for (let tries = 0; tries < 2 && answer.kind === 'unknown' && input.attemptId !== undefined; tries++)
    answer = await caller.ask('poll', input, { moreMs: waitSeconds * 1000 })
  if (answer.kind !== 'done') return []
  checkAnswer(desk, answer.value.messages)
  for (const one of answer.value.messages) checkHandedOut(desk, answer.value.queue, one, answer)
  return answer.value.messages
}

/** Of each group in order. */
function checkAnswer({ chronicle }: Desk, messages: readonly PolledMessage[]): void {
  const places = messages.flatMap(({ message: { id, sequence, envelope } }) =>
    sequence === undefined ? [] : [{ id, number: sequence, hash: envelope.groupId! }],
  )
  checkAscending(chronicle, 'in one answer', places)
}

async function work(desk: Desk, held: PolledMessage[]): Promise<void> {
  const { world, chance } = desk
  await world.pause(chance.pauseMs(chance.happens(0.1) ? 6_000 : 300))
  const drawn = chance.fraction()
  // A worker that stops without a word.
  if (drawn < 0.08) return
  if (drawn < 0.45) return settleInFull(desk, held)
  if (drawn < 0.6)
    await settle(desk, held, { kind: 'extend', visibilityTimeoutSeconds: chance.int(0, 20), ifLapsed: ifLapsed(desk) })
  for (const one of held) if (!chance.happens(0.1)) await settleOne(desk, [one])
}

/** All in one call, and once more where the answer was lost. */
async function settleInFull(desk: Desk, held: PolledMessage[]): Promise<void> {
  const { world, chance } = desk
  const answer = await settle(desk, held, { kind: 'ack', ifLapsed: ifLapsed(desk) })
  if (answer.kind === 'done' && !chance.happens(0.05)) return
  await world.pause(chance.pauseMs(500))
  await settle(desk, held, { kind: 'ack', ifLapsed: ifLapsed(desk) })
}

async function settleOne(desk: Desk, held: PolledMessage[]): Promise<void> {
  const { chance } = desk
  if (desk.settings.deadLetter !== undefined && chance.happens(0.05)) return giveUp(desk, held)
  const drawn = chance.fraction()
  if (drawn < 0.55) await settle(desk, held, { kind: 'ack', ifLapsed: ifLapsed(desk) })
  else if (drawn < 0.85)
    await settle(desk, held, { kind: 'nack', delaySeconds: chance.pick(nackSeconds), reason: reason(desk) })
  else
    await settle(desk, held, { kind: 'extend', visibilityTimeoutSeconds: chance.int(0, 30), ifLapsed: ifLapsed(desk) })
}

async function giveUp(desk: Desk, held: PolledMessage[]): Promise<void> {
  await settle(desk, held, { kind: 'nack', deadLetter: true, reason: reason(desk) })
}

const ifLapsed = ({ chance }: Desk): 'accept' | 'refuse' => (chance.happens(0.6) ? 'accept' : 'refuse')
const reason = ({ chance }: Desk): string | undefined =>
  chance.happens(0.3) ? 'the printer is out of paper' : undefined
