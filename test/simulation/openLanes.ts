import { LaneBook } from '../../lib/store/dynamo/laneBook.ts'
import { Send } from '../../lib/store/dynamo/send.ts'
import { type Scene, tables } from './scene.ts'

const openAtStart = 2

/** Gives the queue lanes from the start; more come with the throttles. */
export async function openLanes({ fake, chance, generations, world }: Scene): Promise<void> {
  const wall = { nowMs: () => world.nowMs, wakeAt: () => () => {} }
  const book = new LaneBook(new Send(fake, { wall, random: chance }), tables.messages, wall)
  const lanes = { open: openAtStart, before: openAtStart, fromMs: world.nowMs }
  await book.change(generations.scope, first => ({ ...first, ...lanes }))
}
