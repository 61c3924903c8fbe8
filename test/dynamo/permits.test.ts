import { expect, test } from 'vitest'
import { anAck, anEnvelope, aPoll } from '../fixtures.ts'
import { aLimited, isOfPermits } from './aLimited.ts'
import { failure, type Process, throttle } from './aSite.ts'

test('a message costs two write units more, and no more calls where there is no limit', async () => {
  const { here, spent, poll, settle, site, queue } = await aLimited(20)
  const one = async (inFlightMax: number | undefined) => {
    const [leased] =
      inFlightMax === undefined
        ? await site.live(here.store.poll(queue, aPoll({ maxMessages: 1 })))
        : await poll(here, inFlightMax, { maxMessages: 1 })
    await settle(here, anAck(leased!.receipt))
  }
  await one(undefined)
  expect(here.line.calls.filter(({ input }) => isOfPermits(input))).toEqual([])
  await one(10)
  Object.assign(spent, { reads: 0, writes: 0 })
  for (let at = 0; at < 10; at++) await one(10)
  expect(spent.writes).toBe(40)
  const reads = here.line.calls.filter(({ operation, input }) => operation === 'GetItem' && isOfPermits(input))
  expect(reads).toHaveLength(1)
  Object.assign(spent, { reads: 0, writes: 0 })
  for (let at = 0; at < 5; at++) await one(undefined)
  expect(spent.writes).toBe(10)
})

test('leases of no time ask for no permits', async () => {
  const { here, poll } = await aLimited(3)
  expect(await poll(here, 1, { leaseMs: 0 })).toHaveLength(3)
  expect(here.line.calls.filter(({ input }) => isOfPermits(input))).toEqual([])
})

test('all that a poll takes, and all that a call settles, is one write of permits', async () => {
  const { site, here, queue, poll } = await aLimited(10)
  const leased = await poll(here, 16)
  expect(leased).toHaveLength(10)
  await site.live(
    here.store.settle(
      queue,
      leased.map(({ receipt }) => anAck(receipt)),
    ),
  )
  const writes = here.line.calls.filter(({ operation, input }) => operation === 'UpdateItem' && isOfPermits(input))
  expect(writes).toHaveLength(2)
  expect(await poll(here, 16)).toEqual([])
})

test('processes share the permits, over several pages', async () => {
  const { here, there, poll, inFlight } = await aLimited(60)
  for (let polls = 0; polls < 60; polls++) await poll(polls % 2 === 0 ? here : there, 35, { maxMessages: 3 })
  expect(await inFlight()).toBe(35)
})

test('never more than the limit, whoever crashes, loses replies or is throttled', async () => {
  for (let seed = 0; seed < 30; seed++) {
    const { site, poll, settle, inFlight, queue } = await aLimited(40)
    const processes = Array.from({ length: 4 }, () => site.open())
    let count = seed
    for (const { line } of processes)
      line.before = async () => {
        count += 7
        if (count % 11 === 0) return 'loseReply'
        if (count % 13 === 0) return throttle
        return count % 17 === 0 ? failure('TimeoutError') : count % 5
      }
    const held = await site.live(
      Promise.all(
        processes.map(one => one.store.poll(queue, aPoll({ inFlightMax: 6, maxMessages: 3 })).catch(() => [])),
      ),
    )
    expect(await inFlight()).toBeLessThanOrEqual(6)
    for (const { receipt } of held.flat().slice(0, 3)) await settle(processes[0]!, anAck(receipt)).catch(() => {})
    for (const one of processes) await poll(one, 6).catch(() => {})
    expect(await inFlight()).toBeLessThanOrEqual(6)
    // What a crash left behind is free again once its time is over.
    await site.pass(30_001)
    for (const { line } of processes) line.before = async () => 'goOn'
    for (let polls = 0; polls < 6; polls++) await poll(processes[0]!, 6)
    expect(await inFlight()).toBe(6)
  }
})

test('what others were faster with gives its permits back', async () => {
  const { site, here, there, queue, poll, inFlight } = await aLimited(1)
  here.line.before = async (operation, input) => {
    if (operation !== 'UpdateItem' || isOfPermits(input)) return 'goOn'
    here.line.before = async () => 'goOn'
    await there.store.poll(queue, aPoll())
    return 'goOn'
  }
  expect(await poll(here, 1)).toEqual([])
  await here.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  expect(await poll(here, 1)).toHaveLength(1)
  expect(await inFlight()).toBe(2)
})

test('a lease that may yet come to run keeps its permit', async () => {
  const { site, here, there, poll, inFlight } = await aLimited(2)
  here.line.before = async (operation, input) =>
    operation === 'UpdateItem' && !isOfPermits(input) ? failure('TimeoutError') : 'goOn'
  await expect(poll(here, 1, { maxMessages: 1 })).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(await poll(there, 1)).toEqual([])
  expect(await inFlight()).toBe(0)
  await site.pass(30_000)
  expect(await poll(there, 1)).toHaveLength(1)
})

test('a second try at a block has the permits of the first', async () => {
  const { site, here, there, queue, poll } = await aLimited(0)
  await here.store.publish(queue, [anEnvelope(), anEnvelope()])
  here.line.before = async (operation, input) => {
    if (operation !== 'UpdateItem' || isOfPermits(input)) return 'goOn'
    here.line.before = async () => 'goOn'
    await there.store.poll(queue, aPoll({ maxMessages: 1 }))
    await site.world.pause(500)
    return 'goOn'
  }
  const beganMs = site.world.nowMs
  const [second, ...none] = await poll(here, 1)
  expect(none).toEqual([])
  // By the judge it would be half a second longer than its permit.
  expect(second!.message.delivery.visibleAtMs).toBe(beganMs + 30_000)
  await here.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  expect(await poll(site.open(), 1)).toEqual([])
})

test('permits that were taken without an answer are used; where they cannot be asked for none are', async () => {
  const { here, poll } = await aLimited(2)
  here.line.before = async (operation, input) => {
    if (operation !== 'UpdateItem' || !isOfPermits(input)) return 'goOn'
    here.line.before = async () => 'goOn'
    return 'loseReply'
  }
  expect(await poll(here, 1)).toHaveLength(1)
  const { here: other, poll: pollOther } = await aLimited(2)
  other.line.before = async (operation, input) => (operation === 'UpdateItem' && isOfPermits(input) ? throttle : 'goOn')
  expect(await pollOther(other, 1)).toEqual([])
})

test('once there was room again, who waits waits for messages', async () => {
  const { site, here, there, queue, poll } = await aLimited(3)
  const held = [...(await poll(there, 2, { maxMessages: 1 })), ...(await poll(there, 2, { maxMessages: 1 }))]
  expect(await poll(here, 2)).toEqual([])
  await site.live(
    there.store.settle(
      queue,
      held.map(({ receipt }) => anAck(receipt)),
    ),
  )
  await site.pass(1_000)
  expect(await poll(here, 2)).toHaveLength(1)
  const order = { for: 'message', inFlightMax: 2, untilWallMs: site.world.nowMs + 20_000 } as const
  const waiting = here.store.wait(queue, { ...order, signal: new AbortController().signal })
  const beganMs = site.world.nowMs
  await here.store.publish(queue, [anEnvelope({ sentAtMs: beganMs })])
  await site.live(waiting)
  expect(site.world.nowMs).toBe(beganMs)
})

test('who waits in a full queue looks once a second, and at once for what its own process gives back', async () => {
  const { site, here, there, queue, poll, settle } = await aLimited(3)
  const [first] = await poll(here, 1)
  expect(await poll(there, 1)).toEqual([])
  there.line.calls = []
  const wait = (one: Process) => {
    const order = { for: 'message', inFlightMax: 1, untilWallMs: site.world.nowMs + 20_000 } as const
    return one.store.wait(queue, { ...order, signal: new AbortController().signal })
  }
  const beganMs = site.world.nowMs
  await site.live(wait(there))
  expect(site.world.nowMs - beganMs).toBe(1_000)
  expect(there.line.calls).toEqual([])
  expect(await poll(here, 1)).toEqual([])
  const waiting = wait(here)
  const endedMs = site.world.nowMs
  await settle(here, anAck(first!.receipt))
  await site.live(waiting)
  expect(site.world.nowMs).toBe(endedMs)
})
