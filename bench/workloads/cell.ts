import type { Target } from '../target.ts'
import { drainPhase } from './drain.ts'
import { add, type Measure, noWork } from './measure.ts'
import { publishPhase } from './publish.ts'
import { wakePhase } from './wake.ts'

export type CellMeasure = { published: Measure; drained: Measure }

// A phase is long against its beginning and end, and short enough that a queue stays what it is called: near empty
// with no backlog, near its backlog with one.
const phaseMessagesMax = 10_000
const phasesMin = 4

// Draining takes longer than publishing in batches did; a cell is over after so many times the time for publishing.
const wholeFactor = 3

/**
 * Publishes and drains in turn, so that the depth of the queue stays within one phase of what it was, until there was
 * `seconds` of publishing.
 */
export async function runCell(
  target: Target,
  connections: number,
  size: number,
  seconds: number,
): Promise<CellMeasure> {
  const cell = { published: noWork(), drained: noWork() }
  const leftOver = target.added
  const publishMs = seconds * 1000
  const bounds = { size, messagesMax: phaseMessagesMax, elapsedMsMax: publishMs / phasesMin }
  await target.withHands(connections, async all => {
    do {
      add(cell.published, await publishPhase(all, bounds))
      add(cell.drained, await drainPhase(all, leftOver + cell.published.messages - cell.drained.messages))
    } while (isUnfinished(cell, publishMs))
  })
  target.added += cell.published.messages - cell.drained.messages
  return cell
}

const isUnfinished = ({ published, drained }: CellMeasure, publishMs: number): boolean =>
  published.elapsedMs < publishMs && published.elapsedMs + drained.elapsedMs < publishMs * wholeFactor

const wakesMax = 500

/** A message at a time to a poll that waits for it. Needs an empty queue: what a cell before left in it is taken out first. */
export const runWakeCell = (target: Target, seconds: number): Promise<Measure> =>
  target.withHands(2, async ([waiter, publisher]) => {
    for (let receipts = await waiter!.poll(); receipts.length > 0; receipts = await waiter!.poll())
      target.added -= await waiter!.ack(receipts)
    return wakePhase(waiter!, publisher!, { messagesMax: wakesMax, elapsedMsMax: seconds * 1000 })
  })
