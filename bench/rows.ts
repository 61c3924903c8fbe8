import { percentile } from './statistics.ts'
import type { Workload } from './subjects.ts'
import { type Measure, perSecond } from './workloads/measure.ts'

/** What one round found in one cell. */
export type Cell = { subject: string; backlog: number; connections: number; workload: Workload; measure: Measure }

export type Latency = { p50Ms: number; p99Ms: number }

export type Row = {
  subject: string
  backlog: number
  connections: number
  workload: Workload
  /** Messages a second, round by round. */
  rates: number[]
  /** Round by round, by the name of the call. */
  latencies: Record<string, Latency[]>
}

/** One row for what was measured in the same way in every round, in the order of the first. */
export function toRows(cells: readonly Cell[]): Row[] {
  const rows: Row[] = []
  for (const cell of cells) {
    const row = findRow(rows, cell) ?? startRow(rows, cell)
    row.rates.push(perSecond(cell.measure))
    for (const [call, latenciesMs] of Object.entries(cell.measure.latenciesMs)) {
      row.latencies[call] ??= []
      row.latencies[call].push({ p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) })
    }
  }
  return rows
}

export type Place = Pick<Row, 'subject' | 'backlog' | 'connections' | 'workload'>

/** The row of exactly this place, if it was measured. */
export const findRow = (rows: readonly Row[], place: Place): Row | undefined =>
  rows.find(
    row =>
      row.subject === place.subject &&
      row.backlog === place.backlog &&
      row.connections === place.connections &&
      row.workload === place.workload,
  )

function startRow(rows: Row[], { subject, backlog, connections, workload }: Cell): Row {
  const row: Row = { subject, backlog, connections, workload, rates: [], latencies: {} }
  rows.push(row)
  return row
}
