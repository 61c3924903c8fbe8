import { describe, expect, test } from 'vitest'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { deduplicationPromises } from './deduplication.ts'
import { Line, nameOf, openLine } from './line.ts'
import type { MakeStore } from './open.ts'
import { orderedAsidePromises } from './orderedAside.ts'
import { attemptPromises } from './orderedAttempts.ts'
import { orderedParkingPromises } from './orderedParking.ts'
import { runPromises } from './orderedRuns.ts'
import { orderedWaitPromises } from './orderedWait.ts'

/** What a store promises of ordered queues; the cases of SQS's FIFO queues, and what is ours. */
export function orderedPromises(makeStore: MakeStore): void {
  describe('handing out', () => orderPromises(makeStore))
  describe('moving aside', () => orderedAsidePromises(makeStore))
  describe('parking', () => orderedParkingPromises(makeStore))
  describe('runs that are settled in part', () => runPromises(makeStore))
  describe('waiting', () => orderedWaitPromises(makeStore))
  describe('sequence numbers', () => sequencePromises(makeStore))
  describe('deduplication', () => deduplicationPromises(makeStore))
  describe('a poll that is repeated', () => attemptPromises(makeStore))
}

function orderPromises(makeStore: MakeStore): void {
  test('a poll fills with the run of one group, in order, then with the next', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1', 'g1-2', 'g1-3')
    expect(await line.names()).toEqual(['g1-1', 'g1-2', 'g1-3', 'g2-1'])
  })

  test('the group whose head became visible first comes first', async () => {
    const line = await openLine(makeStore, 'g2-1')
    line.clock.advanceMs(1)
    await line.publish('g1-1', 'g2-2', 'g3-1')
    expect(await line.names({ maxMessages: 3 })).toEqual(['g2-1', 'g2-2', 'g1-1'])
  })

  test('a message in flight holds up those behind it, and no other group', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1', 'g1-2')
    const [first] = await line.poll({ maxMessages: 1 })
    expect(await line.names()).toEqual(['g2-1'])
    await line.settle(anAck(first!.receipt))
    expect(await line.names()).toEqual(['g1-2'])
  })

  test('what is published to a group in flight waits behind it', async () => {
    const line = await openLine(makeStore, 'g1-1')
    const [first] = await line.poll()
    await line.publish('g1-2')
    expect(await line.names()).toEqual([])
    await line.settle(anAck(first!.receipt))
    expect(await line.names()).toEqual(['g1-2'])
  })

  test('a delayed message holds up those behind it, whatever their delay', async () => {
    const { store, clock, queue } = await openLine(makeStore)
    const later = anEnvelope({ body: 'g1-1', groupId: 'g1', delayMs: 5_000 })
    await store.publish(queue, [later, anEnvelope({ body: 'g1-2', groupId: 'g1' })])
    expect(await store.poll(queue, aPoll())).toEqual([])
    clock.advanceMs(5_000)
    expect((await store.poll(queue, aPoll())).map(nameOf)).toEqual(['g1-1', 'g1-2'])
  })

  test('a lease of no time locks nothing: the same head again', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2')
    for (let again = 0; again < 3; again++) expect(await line.names({ leaseMs: 0, maxMessages: 1 })).toEqual(['g1-1'])
    expect(await line.names({ leaseMs: 0 })).toEqual(['g1-1', 'g1-2'])
  })

  test('a group that was emptied and filled again is as any', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1')
    const [first] = await line.poll({ maxMessages: 1 })
    await line.settle(anAck(first!.receipt))
    expect(await line.names()).toEqual(['g2-1'])
    expect(await line.names()).toEqual([])
    await line.publish('g1-2', 'g1-3')
    expect(await line.names()).toEqual(['g1-2', 'g1-3'])
  })

  test('what has expired is dropped, and what stands behind it comes in its place', async () => {
    const { store, clock, queue } = await openLine(makeStore)
    const short = anEnvelope({ body: 'g1-1', groupId: 'g1', expiresAtMs: startMs + 1_000 })
    await store.publish(queue, [short, anEnvelope({ body: 'g1-2', groupId: 'g1' })])
    clock.advanceMs(1_000)
    expect((await store.poll(queue, aPoll())).map(nameOf)).toEqual(['g1-2'])
    expect(await store.stats(queue)).toMatchObject({ inFlight: 1, visible: 0 })
  })

  test('a cancelled message does not hold up its group, an edited one keeps its place', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3')
    const [first, second] = (await line.poll({ leaseMs: 0, maxMessages: 2 })).map(({ message }) => message)
    await line.store.change(line.queue, first!.id, { kind: 'cancel' })
    const envelope = anEnvelope({ body: 'g1-2 edited', groupId: 'g1' })
    const seenToken = second!.delivery.token
    await line.store.change(line.queue, second!.id, { kind: 'replace', seenToken, envelope })
    expect(await line.names()).toEqual(['g1-2 edited', 'g1-3'])
  })

  test('an answer that is full by size does not pass over a message', async () => {
    const { store, queue } = await openLine(makeStore)
    const sized = (body: string, groupId: string) => anEnvelope({ body, groupId })
    await store.publish(queue, [sized('a', 'g1'), sized('b'.repeat(5_000), 'g1'), sized('c', 'g1'), sized('d', 'g2')])
    expect((await store.poll(queue, aPoll({ maxBytes: 4_000 }))).map(nameOf)).toEqual(['a'])
  })

  test('of two pollers racing for a group, one gets all of the run', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g2-1')
    const race = await Promise.all([line.names({ maxMessages: 2 }), line.names({ maxMessages: 2 })])
    expect(
      race
        .filter(names => names.length > 0)
        .map(names => names.join())
        .sort(),
    ).toEqual(['g1-1,g1-2', 'g2-1'])
  })

  test('only what is handed out counts as in flight', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3')
    await line.poll({ maxMessages: 1 })
    expect(await line.store.stats(line.queue)).toMatchObject({ inFlight: 1, visible: 2, delayed: 0 })
  })

  test('queues and generations order for themselves', async () => {
    const line = await openLine(makeStore, 'g1-1')
    await line.poll()
    const next = new Line(line.store, line.clock, { ...line.queue, generation: 2 })
    await next.publish('g1-2')
    expect(await next.names()).toEqual(['g1-2'])
  })
}

function sequencePromises(makeStore: MakeStore): void {
  test('grow in a group, the same at the publish, the poll, a look and the next poll', async () => {
    const line = await openLine(makeStore)
    const results = await line.publishAll('g1-1', 'g2-1', 'g1-2')
    const [first, other, second] = results.map(({ sequence }) => sequence!)
    expect(second).toBeGreaterThan(first!)
    const polled = await line.poll({ leaseMs: 0 })
    expect(polled.map(({ message }) => message.sequence)).toEqual([first, second, other])
    expect((await line.poll()).map(({ message }) => message.sequence)).toEqual([first, second, other])
    expect((await line.store.find(line.queue, polled[0]!.message.id))!.sequence).toBe(first)
    const page = await line.store.browse(line.queue, { state: 'inFlight', limit: 10, maxBytes: 1_000_000 })
    expect(page.messages.map(({ sequence }) => sequence).sort()).toEqual([first, other, second].sort())
  })

  test('go on growing in a group that was emptied', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2')
    const run = await line.poll()
    await line.settle(...run.map(({ receipt }) => anAck(receipt)))
    const [next] = await line.publishAll('g1-3')
    expect(next!.sequence).toBeGreaterThan(run[1]!.message.sequence!)
  })

  test('stay with a message that is edited, and there are none elsewhere', async () => {
    const line = await openLine(makeStore)
    const [result] = await line.publishAll('g1-1')
    const envelope = anEnvelope({ body: 'edited', groupId: 'g1' })
    await line.store.change(line.queue, result!.id, { kind: 'replace', seenToken: '', envelope })
    expect((await line.poll())[0]!.message.sequence).toBe(result!.sequence)
    const standard = aQueue()
    const reply = await line.store.publish(standard, [envelope])
    expect(reply).toEqual({ kind: 'published', results: [{ kind: 'stored', id: expect.any(String) }] })
    expect((await line.store.poll(standard, aPoll()))[0]!.message).not.toHaveProperty('sequence')
  })
}
