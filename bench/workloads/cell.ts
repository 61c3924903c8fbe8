import { withConnections } from '../http/connection.ts'
import type { Target } from '../target.ts'
import { drainPhase } from './drain.ts'
import { add, type Measure, noWork } from './measure.ts'
import { publishPhase } from './publish.ts'

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
  await withConnections(target.running.port, connections, async all => {
    do {
      add(cell.published, await publishPhase(all, target.wire, bounds))
      add(cell.drained, await drainPhase(all, target.wire, leftOver + cell.published.messages - cell.drained.messages))
    } while (isUnfinished(cell, publishMs))
  })
  target.added += cell.published.messages - cell.drained.messages
  return cell
}

const isUnfinished = ({ published, drained }: CellMeasure, publishMs: number): boolean =>
  published.elapsedMs < publishMs && published.elapsedMs + drained.elapsedMs < publishMs * wholeFactor
