import { findRow, type Row } from './rows.ts'
import { ratiosOf, type Spread } from './statistics.ts'
import { subjects } from './subjects.ts'

/** One rate divided by another, against what the architecture (section 8) asks of it, where it asks something. */
export type Verdict = { row: Row; other: Row; ratio: Spread; budget: number | undefined }

export const isMet = ({ ratio, budget }: Verdict): boolean => budget !== undefined && ratio.median >= budget

/** Runs of one and the same thing differ by this much on the machines at hand, so less cannot be told from flat. */
export const flatFrom = 0.85

/** The budgets against the peer are for this many connections. */
const budgetConnections = 16

/** Every row with a backlog against the same row with an empty queue. */
export const growthVerdicts = (rows: readonly Row[]): Verdict[] =>
  rows
    .filter(({ backlog }) => backlog > 0)
    .flatMap(row => toVerdict(row, findRow(rows, { ...row, backlog: 0 }), flatFrom))

/** Every row of ours against the same row of the peer of like durability. */
export const peerVerdicts = (rows: readonly Row[]): Verdict[] =>
  rows.flatMap(row => {
    const against = subjects.find(({ name }) => name === row.subject)?.against
    if (against === undefined) return []
    const budget = row.connections === budgetConnections ? against.budget[row.workload] : undefined
    return toVerdict(row, findRow(rows, { ...row, subject: against.peer }), budget)
  })

const toVerdict = (row: Row, other: Row | undefined, budget: number | undefined): Verdict[] =>
  other === undefined ? [] : [{ row, other, ratio: ratiosOf(row.rates, other.rates), budget }]
