import { onTestFinished } from 'vitest'
import type { Random } from '../../lib/domain/random.ts'
import { aContext, anAck, anEnvelope, aPoll, aQueue, text } from '../fixtures.ts'
import type { MakeStore } from './open.ts'

export type Wish = NonNullable<Parameters<typeof anEnvelope>[0]>
type PollWish = Parameters<typeof aPoll>[0]

// For so long a store may take a priority that is new to a queue for the default one, or a side for the rest of its priority.
export const newMs = 5_000

/**
 * A queue that has had such messages for a while and is empty; and chance that is what the test says: whether a poll serves
 * what has waited long, and which of the priorities it begins with, counted from the worst.
 */
export async function aLuckyQueue(makeStore: MakeStore, first: readonly Wish[]) {
  const { clock, wall, random: others } = aContext()
  const luck = { worst: false, drawn: 0 }
  const random: Random = {
    bytes: count => (count === 1 ? Uint8Array.of(luck.worst ? 16 * luck.drawn : 1) : others.bytes(count)),
  }
  const store = await makeStore({ clock, wall, random })
  onTestFinished(() => store.close())
  const queue = aQueue()
  const pass = (ms: number) => {
    clock.advanceMs(ms)
    wall.advanceMs(ms)
  }
  /** What says nothing else says its group. */
  const put = async (...wishes: Wish[]) => {
    const sentAtMs = clock.nowMs()
    const reply = await store.publish(
      queue,
      wishes.map(wish => anEnvelope({ sentAtMs, body: wish.groupId ?? '', ...wish })),
    )
    return reply.kind === 'published' ? reply.results.map(one => (one.kind === 'stored' ? one.id : '')) : []
  }
  const poll = async (wish?: PollWish) => await store.poll(queue, aPoll(wish))
  const bodies = async (wish?: PollWish) => (await poll(wish)).map(({ message }) => text(message.envelope.body))
  /** Until nothing is left, in the order in which it comes. */
  const drain = async (wish?: PollWish) => {
    const all: string[] = []
    for (let some = await bodies(wish); some.length > 0; some = await bodies(wish)) all.push(...some)
    return all
  }
  const finishAll = async () => {
    for (let some = await poll(); some.length > 0; some = await poll())
      await store.settle(
        queue,
        some.map(({ receipt }) => anAck(receipt)),
      )
  }
  await put(...first)
  await finishAll()
  pass(newMs)
  return { store, queue, luck, pass, put, poll, bodies, drain, finishAll }
}
