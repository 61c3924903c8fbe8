import type { NewMessage } from '../../../lib/domain/newMessage.ts'
import { isOrdered } from '../../../lib/domain/ordered.ts'
import { parseOrderedPlace } from '../../../lib/store/dynamo/ordered/place.ts'
import type { PublishResult } from '../../../lib/store/store.ts'
import { makeBody } from '../body.ts'
import type { Desk } from '../desk.ts'
import { checkAscending, checkPublished } from '../orderRules.ts'

const batchSizes = [1, 1, 1, 1, 2, 3, 4, 8, 16]
const restMsMean = 1_400
// One message a call, and calls the faster: one block a message, and all of one priority, so that a lane gets long.
const singlesRestMsMean = 220
const triesMax = 4
/** 8 is what a message has that says nothing. */
export const priorities = [1, 3, 8, 12, 16]

/** What priorities there are, and who calls, if that is not drawn. */
type How = { ranks?: readonly number[]; where?: Parameters<Desk['caller']['ask']>[2] }

export type PublishOrder = { lettersMin: number; singles: boolean; restMs?: number }

/** Publishes until the time is over and enough has been published. */
export async function publishAlong(desk: Desk, name: string, untilMs: number, order: PublishOrder): Promise<void> {
  const { world, chance, ledger } = desk
  const { lettersMin, singles, restMs = singles ? singlesRestMsMean : restMsMean } = order
  for (let call = 0; world.nowMs < untilMs || ledger.letters.size < lettersMin; call++) {
    await world.pause(chance.pauseMs(restMs))
    const tags = Array.from({ length: singles ? 1 : chance.pick(batchSizes) }, (_, index) => `${name}-${call}-${index}`)
    await publish(desk, tags, singles ? { ranks: [8] } : {})
  }
}

/** One call, and its repetitions. */
export async function publish(desk: Desk, tags: readonly string[], { ranks = priorities, where }: How): Promise<void> {
  const { world, chance, caller, queue } = desk
  const askedMs = world.nowMs
  const messages = tags.map(tag => makeMessage(desk, tag, ranks, where === undefined))
  const requestKey = chance.happens(0.4) ? tags[0] : undefined
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await caller.ask('publish', { queue, messages, requestKey }, where)
    if (answer.kind === 'done') acknowledge(desk, tags, answer.value.ids, askedMs)
    if (answer.kind === 'refused' && answer.code === 'PartlyPublished')
      acknowledge(desk, tags, answer.problem.extras.results!.map(idOf), askedMs)
    // Without a request key, a repetition would be a message of its own. With one, it is right to ask again at any time.
    const isOver = answer.kind !== 'unknown' && !chance.happens(0.05)
    const mayRepeat = requestKey !== undefined || messages.every(({ deduplicationId }) => deduplicationId !== undefined)
    if (!mayRepeat || isOver) return
    await world.pause(chance.pauseMs(800))
  }
}

const idOf = (result: unknown): string | undefined => {
  const { kind, id } = result as PublishResult & { id?: string }
  return kind === 'stored' ? id : undefined
}

function acknowledge(desk: Desk, tags: readonly string[], ids: readonly (string | undefined)[], askedMs: number) {
  const { ledger, watch, chronicle, world } = desk
  for (const [index, id] of ids.entries()) {
    if (id === undefined) continue
    if (watch.find(id) === undefined)
      chronicle.broken('lost', `${tags[index]} is acknowledged and was never stored`, id)
    ledger.stored(tags[index]!, id, world.nowMs)
    checkPublished(desk, id, askedMs)
  }
  const places = ids.flatMap(id => {
    const place = id === undefined ? undefined : parseOrderedPlace(id)
    return place === undefined ? [] : [{ ...place, id: id! }]
  })
  checkAscending(chronicle, `in one call, ${tags[0]}`, places)
}

function makeMessage(desk: Desk, tag: string, ranks: readonly number[], mayRepeat: boolean): NewMessage {
  const { world, chance, ledger, settings } = desk
  const body = makeBody(chance, tag, 0)
  ledger.write(tag, body, world.nowMs)
  const isInOrder = isOrdered({ name: desk.queue })
  const delaySeconds = isInOrder ? undefined : delayOf(chance)
  const expiresInSeconds = chance.happens(0.12) ? (delaySeconds ?? 0) + chance.int(2, 60) : undefined
  const attributes = chance.happens(0.1) ? { kind: { type: 'string' as const, value: 'invoice' } } : undefined
  const priority = chance.happens(0.3) && !isInOrder ? chance.pick(ranks) : undefined
  const inOrder = isInOrder ? inOrderOf(chance, tag, mayRepeat) : {}
  const attemptsMax = settings.deadLetter !== undefined && chance.happens(0.1) ? chance.int(1, 4) : undefined
  // One group that publishes more than the others.
  const groupId = ranks.length > 1 && Number(tag.at(-1)) % 2 === 0 ? 'loud' : undefined
  return {
    body,
    kind: 'binary',
    attributes,
    delaySeconds,
    expiresInSeconds,
    priority,
    attemptsMax,
    groupId,
    ...inOrder,
  }
}

const groups = ['anna', 'anna', 'anna', 'ben', 'ben', 'cleo', 'dora', 'emil', 'finn']
// Each comes to hold nothing again and again.
const rareGroups = Array.from({ length: 12 }, (_, nth) => `rare-${nth}`)

const inOrderOf = (chance: Desk['chance'], tag: string, mayRepeat: boolean) => ({
  groupId: chance.pick(chance.happens(0.4) ? rareGroups : groups),
  deduplicationId: mayRepeat && chance.happens(0.7) ? tag : undefined,
})

function delayOf(chance: Desk['chance']): number | undefined {
  const drawn = chance.fraction()
  if (drawn < 0.7) return undefined
  if (drawn < 0.88) return chance.int(1, 20)
  return drawn < 0.97 ? chance.int(30, 120) : chance.int(600, 7_200)
}
