import { expect, test } from 'vitest'
import type { Row } from '../rows.ts'
import type { Settings } from '../settings.ts'
import { type Setting, toReport } from './report.ts'

const settings: Settings = {
  protocol: 'sqs',
  client: 'bare',
  rounds: 3,
  seconds: 1,
  backlogs: [0, 1000],
  connections: [16],
  only: ['sluice-kill', 'fauxqs-sqlite'],
  report: 'full',
}

const setting: Setting = {
  date: '2030-01-31',
  command: 'npm run bench -- --rounds 3',
  commit: 'abc123',
  versions: 'Sluice 1',
  machine: ['2 × Processor', '8 GiB of memory'],
  ceilings: [[16, 61_234.5]],
}

const aRow = (subject: string, backlog: number, rates: number[]): Row => ({
  subject,
  backlog,
  connections: 16,
  workload: 'publish 1',
  rates,
  latencies: { publish: rates.map(() => ({ p50Ms: 0.514, p99Ms: 12.34 })) },
})

const rows = [
  aRow('sluice-kill', 0, [30_000, 31_000, 32_000]),
  aRow('sluice-kill', 1000, [15_000, 15_500, 16_000]),
  aRow('fauxqs-sqlite', 0, [3000, 3100, 3200]),
]
const fillings = [{ subject: 'sluice-kill', messages: 1000, elapsedMs: 500, memoryBytes: 100 * 1024 ** 2 }]

/** Cells of every line of a table, without the padding. */
const linesOf = (report: string): string[] =>
  report
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line => line.replaceAll(/ +/g, ' '))

test('a report says where its numbers come from', () => {
  const report = toReport(settings, setting, { rows, fillings })
  for (const part of [
    '2030-01-31',
    '`npm run bench -- --rounds 3`',
    'abc123',
    'Sluice 1',
    '# Speed over SQS, 2030',
    'a bare socket client',
    '2 × Processor; 8 GiB',
    '61,235',
  ])
    expect(report).toContain(part)
  expect(report).not.toContain('sluice-power:')
})

test('every number stands with its spread, and every budget with its verdict', () => {
  const lines = linesOf(toReport(settings, setting, { rows, fillings }))
  expect(lines).toEqual(
    expect.arrayContaining([
      '| publish 1 | sluice-kill | 16 | 0 | 31,000 (30,000–32,000) | publish 0.51 / 12.3 |',
      '| publish 1 | sluice-kill | 16 | fauxqs-sqlite | 10.00 (10.00–10.00) | ≥ 7 | met |',
      '| publish 1 | sluice-kill | 16 | 1,000 | 0.50 (0.50–0.50) | flat: ≥ 0.85 | NOT MET |',
      '| sluice-kill | 1,000 | 0.5 | 2,000 | 100 |',
    ]),
  )
})

test('what was not measured has no table', () => {
  const report = toReport(settings, setting, { rows: rows.slice(0, 1), fillings: [] })
  expect(report.match(/^## .*$/gm)).toEqual(['## Messages a second, and how long a call takes'])
})
