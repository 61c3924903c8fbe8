import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Message } from '../../lib/domain/message.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Aside, Departing, Leased, Settlement } from '../../lib/store/store.ts'
import { aJudge, anAck, anOrderedQueue, aPoll } from '../fixtures.ts'
import { Line, nameOf, openLine } from './line.ts'
import type { MakeStore } from './open.ts'

const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 1, expired: false } }

/** What becomes of the order when messages are moved to another ordered queue. */
export function orderedAsidePromises(makeStore: MakeStore): void {
  async function aScene(...names: string[]) {
    const line = await openLine(makeStore, ...names)
    const { store, clock, queue } = line
    const dead = new Line(store, clock, anOrderedQueue('dead.fifo'))
    const told: number[] = []
    const aside: Aside = {
      to: dead.queue,
      envelopeOf: (message, departure) => departed(message, queue.name, departure, clock.nowMs()),
      onMoved: messages => told.push(messages),
    }
    const poll = (maxMessages = 10): Promise<Leased[]> =>
      store.poll(queue, aPoll({ settings, leaseMs: 1_000, aside, maxMessages }))
    const giveUp = (leased: Leased): Settlement => ({
      kind: 'moveAside',
      aside,
      receipt: leased.receipt,
      ifLapsed: 'refuse',
    })
    return { line, dead, aside, poll, giveUp, told }
  }

  test('a message whose attempts are over leaves its group, which goes on at once', async () => {
    const { line, dead, poll } = await aScene('g1-1', 'g1-2')
    await poll(1)
    line.clock.advanceMs(1_000)
    expect((await poll()).map(nameOf)).toEqual(['g1-2'])
    expect(await dead.names()).toEqual(['g1-1'])
  })

  test('how many went is told once they are gone', async () => {
    const { line, aside, poll, giveUp, told } = await aScene('g1-1', 'g1-2', 'g1-3')
    const [first] = (await poll(1)) as [Leased]
    expect(await line.settle(giveUp(first), giveUp(first))).toEqual(['done', 'gone'])
    expect(told).toEqual([1])
    await poll(1)
    line.clock.advanceMs(1_000)
    await poll(1)
    expect(told).toEqual([1, 1])
    line.clock.advanceMs(1_000)
    const judge = aJudge(1_000, settings)
    expect(await line.store.sweep(line.queue, { judge, aside })).toEqual({ dropped: 0, movedAside: 1 })
    expect(told).toEqual([1, 1, 1])
    await line.publish('g1-4')
    const [last] = (await poll(1)) as [Leased]
    await line.store.discard(aside.to)
    await expect(line.settle(giveUp(last))).rejects.toMatchObject({ code: 'StoreBusy' })
    expect(told).toEqual([1, 1, 1])
  })

  test('what was moved one after the other stands there in that order, and keeps its group and its id', async () => {
    const { line, dead, poll, giveUp } = await aScene('g1-1', 'g1-2', 'g2-1', 'g1-3')
    const [first, second, third, other] = (await poll()) as [Leased, Leased, Leased, Leased]
    expect([first, second, third, other].map(nameOf)).toEqual(['g1-1', 'g1-2', 'g1-3', 'g2-1'])
    for (const leased of [first, other, second, third]) expect(await line.settle(giveUp(leased))).toEqual(['done'])
    const moved = await dead.poll({ maxMessages: 10 })
    const run = moved.filter(one => nameOf(one).startsWith('g1'))
    expect(run.map(nameOf)).toEqual(['g1-1', 'g1-2', 'g1-3'])
    expect(run.map(({ message }) => message.id)).toEqual([first, second, third].map(({ message }) => message.id))
    const numbers = run.map(({ message }) => message.sequence!)
    expect(numbers).toEqual(numbers.toSorted((one, another) => one - another))
    expect(moved.map(({ message }) => message.envelope.groupId)).toEqual(moved.map(one => nameOf(one).split('-')[0]))
    expect(await dead.settle(...moved.map(({ receipt }) => anAck(receipt)))).toEqual(Array(4).fill('done'))
  })

  test('what is redriven is the last of its group, under a new number, whatever its id was', async () => {
    const { line, dead, poll, giveUp } = await aScene('g1-1', 'g1-2')
    const [first] = (await poll(1)) as [Leased]
    await line.settle(giveUp(first))
    const choose = ({ envelope }: Message): Departing => ({ to: line.queue, envelope })
    const order = { mayGo: () => true, isFull: () => false, choose }
    expect(await line.store.redrive(dead.queue, order)).toEqual({ moved: 1 })
    const [second, again] = (await poll()) as [Leased, Leased]
    expect([second, again].map(nameOf)).toEqual(['g1-2', 'g1-1'])
    expect(again.message.sequence).toBeGreaterThan(second.message.sequence!)
    expect(again.message.id).not.toBe(first.message.id)
    expect(await dead.names()).toEqual([])
    expect(await line.settle(anAck(second.receipt), anAck(again.receipt))).toEqual(['done', 'done'])
    await line.publish('g1-3')
    expect(await line.names()).toEqual(['g1-3'])
  })

  test('what was moved is counted and closed where it is, and nowhere else', async () => {
    const { line, dead, poll, giveUp } = await aScene('g1-1', 'g1-2')
    const [first] = (await poll(1)) as [Leased]
    await line.settle(giveUp(first))
    expect(await line.store.stats(line.queue)).toMatchObject({ visible: 1, inFlight: 0 })
    expect(await line.store.stats(dead.queue)).toMatchObject({ visible: 1, inFlight: 0 })
    const [again] = (await dead.poll()) as [Leased]
    expect((await poll()).map(nameOf)).toEqual(['g1-2'])
    expect(await dead.settle(anAck(again.receipt))).toEqual(['done'])
    expect(await dead.names()).toEqual([])
  })
}
