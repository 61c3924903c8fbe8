import type { Filling } from '../measureAll.ts'
import type { Row } from '../rows.ts'
import type { Client } from '../settings.ts'
import { workloads } from '../subjects.ts'
import { flatFrom, growthVerdicts, isMet, peerVerdicts, type Verdict } from '../verdicts.ts'
import { latency, rate, ratio, whole } from './numbers.ts'
import { table } from './table.ts'

/** Rows to be compared with each other stand together. */
const inOrder = (rows: readonly Row[]): Row[] =>
  workloads.flatMap(workload => rows.filter(row => row.workload === workload)).sort(byConnections)

const byConnections = (a: Row, b: Row): number =>
  workloads.indexOf(a.workload) - workloads.indexOf(b.workload) || a.connections - b.connections

export function rateTable(rows: readonly Row[]): string {
  const head = ['workload', 'server', 'connections', 'backlog', 'messages/s (min–max)', 'p50 / p99 ms a call']
  return table(head, inOrder(rows).map(toRateLine), 2)
}

const toRateLine = (row: Row): string[] => [
  row.workload,
  row.subject,
  `${row.connections}`,
  whole(row.backlog),
  rate(row.rates),
  Object.entries(row.latencies)
    .map(([call, rounds]) => `${call} ${latency(rounds)}`)
    .join(', '),
]

export function growthTable(rows: readonly Row[]): string {
  const head = ['workload', 'server', 'connections', 'backlog', 'rate against backlog 0', 'budget', '']
  const lines = growthVerdicts(inOrder(rows)).map(verdict => [
    ...placeOf(verdict.row),
    whole(verdict.row.backlog),
    ...judged(verdict, verdict.budget === undefined ? 'none' : `flat: ≥ ${flatFrom}`),
  ])
  return table(head, lines, 2)
}

export function peerTable(rows: readonly Row[], client: Client): string {
  const head = ['workload', 'server', 'connections', 'against', 'ratio (min–max)', 'budget', '']
  const lines = peerVerdicts(inOrder(rows), client).map(verdict => [
    ...placeOf(verdict.row),
    verdict.other.subject,
    ...judged(verdict, verdict.budget === undefined ? 'none' : `≥ ${verdict.budget}`),
  ])
  return table(head, lines, 2)
}

const placeOf = (row: Row): string[] => [row.workload, row.subject, `${row.connections}`]

const judged = (verdict: Verdict, budget: string): string[] => [ratio(verdict.ratio), budget, word(verdict)]

function word(verdict: Verdict): string {
  if (verdict.budget === undefined) return ''
  return isMet(verdict) ? 'met' : 'NOT MET'
}

export function fillTable(fillings: readonly Filling[]): string {
  const head = ['server', 'messages', 'seconds', 'messages/s', 'memory after it, MiB']
  const lines = fillings.map(({ subject, messages, elapsedMs, memoryBytes }) => [
    subject,
    whole(messages),
    (elapsedMs / 1000).toFixed(1),
    whole((messages * 1000) / elapsedMs),
    memoryBytes === undefined ? 'not known' : whole(memoryBytes / 1024 ** 2),
  ])
  return table(head, lines, 1)
}
