import { findRow, type Row } from './rows.ts'
import type { Client } from './settings.ts'
import { ratiosOf, type Spread } from './statistics.ts'
import { type Subject, subjects } from './subjects.ts'

/** One rate divided by another, against what the architecture (section 8) asks of it, where it asks something. */
export type Verdict = { row: Row; other: Row; ratio: Spread; budget: number | undefined }

export const isMet = ({ ratio, budget }: Verdict): boolean => budget !== undefined && ratio.median >= budget

/** Runs of one and the same thing differ by this much on the machines at hand, so less cannot be told from flat. */
export const flatFrom = 0.85

/** The budgets against the peer are for this many connections. */
const budgetConnections = 16

/** Every row with a backlog against the same row with an empty queue; of the peers nothing is asked. */
export const growthVerdicts = (rows: readonly Row[]): Verdict[] =>
  rows
    .filter(({ backlog }) => backlog > 0)
    .flatMap(row => toVerdict(row, findRow(rows, { ...row, backlog: 0 }), againstOf(row) && flatFrom))

const againstOf = ({ subject }: Row): Subject['against'] => subjects.find(({ name }) => name === subject)?.against

/** Every row of ours against the same row of the peer of like durability. The budgets are those of a client that costs next to nothing. */
export const peerVerdicts = (rows: readonly Row[], client: Client = 'bare'): Verdict[] =>
  rows.flatMap(row => {
    const against = againstOf(row)
    if (against === undefined) return []
    const isAsked = row.connections === budgetConnections && client === 'bare'
    const budget = isAsked ? against.budget[row.workload] : undefined
    return toVerdict(row, findRow(rows, { ...row, subject: against.peer }), budget)
  })

const toVerdict = (row: Row, other: Row | undefined, budget: number | undefined): Verdict[] =>
  other === undefined ? [] : [{ row, other, ratio: ratiosOf(row.rates, other.rates), budget }]
