import type { MakeStore } from '../contract/open.ts'
import { text } from '../fixtures.ts'
import { aMessage, anyone, aScene, never, type Scene } from './scene.ts'

export const queue = 'orders.fifo'
export const retentionSeconds = 3_600
export const parking = { parkAfterAttempts: 2 }
export const leaseMs = 30_000

export async function aParking(makeStore?: MakeStore, settings: object = { ordered: parking }) {
  const scene = await aScene(makeStore)
  const input = { queue, settings: { retentionSeconds, ...settings }, expected: 'any' } as const
  await scene.perform(anyone, 'putQueue', input, never)
  const ids = await publish(scene, 'g1-1', 'g1-2', 'g2-1')
  return { ...scene, ids }
}

export async function publish({ perform }: Scene, ...names: string[]): Promise<string[]> {
  const messages = names.map(name => ({ ...aMessage(name), groupId: name.slice(0, 2) }))
  return (await perform(anyone, 'publish', { queue, messages }, never)).ids
}

export const poll = async ({ perform }: Scene, wish: object = {}) =>
  (await perform(anyone, 'poll', { queue, maxMessages: 10, ...wish }, never)).messages
type Polled = Awaited<ReturnType<typeof poll>>
export const nameOf = ({ message }: Polled[number]) => text(message.envelope.body)
export const names = async (scene: Scene, wish?: object) => (await poll(scene, wish)).map(nameOf)
export const deliveryOf = async ({ perform }: Scene, id: string) =>
  (await perform(anyone, 'getMessage', { queue, id }, never)).message.delivery
export const update = ({ perform }: Scene, ordered: object) =>
  perform(anyone, 'updateQueue', { queue, settings: { ordered }, expected: 'any' }, never)
export const edit = ({ perform }: Scene, id: string, change: object) =>
  perform(anyone, 'editMessage', { queue, id, edit: change }, never)

export async function settle({ perform }: Scene, kind: 'ack' | 'nack', polled: Polled): Promise<void> {
  const receipts = polled.map(one => one.receiptText)
  if (kind === 'ack') await perform(anyone, 'ack', { queue, receipts, ifLapsed: 'refuse' }, never)
  else await perform(anyone, 'nack', { queue, receipts, reason: 'no such customer' }, never)
}

/** Hands the first message out so often that no more is due, and acks the other group. */
export async function fail(scene: Scene, times = 2): Promise<void> {
  const polled = await poll(scene)
  await settle(
    scene,
    'ack',
    polled.filter(one => nameOf(one) === 'g2-1'),
  )
  for (let tries = 1; tries < times; tries++) {
    scene.clock.advanceMs(leaseMs)
    await poll(scene, { maxMessages: 1 })
  }
  scene.clock.advanceMs(leaseMs)
}
