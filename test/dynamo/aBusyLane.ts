import { expect } from 'vitest'
import type { Operation } from '../../lib/store/dynamo/dynamo.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { type Process, Site } from './aSite.ts'

/** More than everybody looks through alone. */
const crowded = 100

type Short = { from: number; to: number; leaseMs: number }

/** A lane of single messages, all of them leased for half a minute, but some for less. */
export const aBusyLane = async (shorts: Short[] = [], count = crowded) => {
  const site = new Site()
  const queue = aQueue()
  const there = site.open()
  const leased = []
  for (let index = 0; index < count; index++) {
    await there.store.publish(queue, [anEnvelope({ body: `m${index}`, sentAtMs: startMs - count + index })])
    const leaseMs = shorts.find(({ from, to }) => index >= from && index < to)?.leaseMs ?? 30_000
    leased.push(...(await site.live(there.store.poll(queue, aPoll({ leaseMs, maxMessages: 1 })))))
  }
  expect(leased).toHaveLength(count)
  const poll = (process: Process, maxMessages = 10) => site.live(process.store.poll(queue, aPoll({ maxMessages })))
  /** Among the last of them: behind what everybody looks through alone, before the end of a walk. */
  const putLate = (body: string) => there.store.publish(queue, [anEnvelope({ body, sentAtMs: startMs - 10 })])
  return { site, queue, there, leased, poll, putLate, here: site.open() }
}

export const isScan = (operation: Operation, input: object): boolean => operation === 'Query' && !('Limit' in input)
export const scans = (processes: Process[]): number =>
  processes.flatMap(({ line }) => line.calls).filter(({ operation, input }) => isScan(operation, input)).length
