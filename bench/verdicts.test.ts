import { expect, test } from 'vitest'
import type { Row } from './rows.ts'
import { growthVerdicts, isMet, peerVerdicts } from './verdicts.ts'

const aRow = (row: Partial<Row>): Row => ({
  subject: 'sluice-memory',
  backlog: 0,
  connections: 16,
  workload: 'publish 1',
  rates: [100],
  latencies: {},
  ...row,
})

test('growth compares like with like, the deep queue above the empty one', () => {
  const deep = aRow({ backlog: 1000, rates: [80, 90, 95] })
  const rows = [aRow({ rates: [100, 100, 100] }), deep, aRow({ connections: 1 }), aRow({ workload: 'publish 10' })]
  const [verdict, ...others] = growthVerdicts(rows)
  expect(others).toEqual([])
  expect(verdict).toMatchObject({ row: deep, ratio: { median: 0.9, min: 0.8, max: 0.95 } })
  expect(isMet(verdict!)).toBe(true)
  expect(isMet(growthVerdicts([aRow({}), aRow({ backlog: 1000, rates: [84] })])[0]!)).toBe(false)
})

test('ours is compared with the peer of like durability, and each has its budget', () => {
  const rows = [
    aRow({ rates: [110] }),
    aRow({ workload: 'publish 10', rates: [120] }),
    aRow({ subject: 'sluice-kill', rates: [69] }),
    aRow({ subject: 'sluice-power', rates: [40] }),
    aRow({ subject: 'fauxqs-memory' }),
    aRow({ subject: 'fauxqs-memory', workload: 'publish 10' }),
    aRow({ subject: 'fauxqs-sqlite', rates: [10] }),
  ]
  const told = peerVerdicts(rows).map(verdict => [verdict.ratio.median, verdict.budget, isMet(verdict)])
  expect(told).toEqual([
    [1.1, 1.1, true],
    [1.2, 1.3, false],
    [6.9, 7, false],
    [4, 4, true],
  ])
})

test('with one connection nothing is asked, so nothing is met', () => {
  const rows = [aRow({ connections: 1 }), aRow({ connections: 1, subject: 'fauxqs-memory' })]
  const [verdict] = peerVerdicts(rows)
  expect(verdict).toMatchObject({ budget: undefined, ratio: { median: 1 } })
  expect(isMet(verdict!)).toBe(false)
})

test('through the SDK, which takes longer than any server, nothing is asked', () => {
  const rows = [aRow({}), aRow({ subject: 'fauxqs-memory' })]
  expect(peerVerdicts(rows).map(({ budget }) => budget)).toEqual([1.1])
  expect(peerVerdicts(rows, 'sdk').map(({ budget }) => budget)).toEqual([undefined])
})

test('of a peer it is not asked that it stays flat', () => {
  const peer = (backlog: number) => aRow({ subject: 'fauxqs-memory', backlog })
  expect(growthVerdicts([peer(0), peer(1000)]).map(({ budget }) => budget)).toEqual([undefined])
})

test('what was not measured is not judged', () => {
  expect(peerVerdicts([aRow({})])).toEqual([])
  expect(growthVerdicts([aRow({ backlog: 1000 })])).toEqual([])
})
