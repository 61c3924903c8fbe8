import { expect, test } from 'vitest'
import { type Cell, findRow, toRows } from './rows.ts'

const aCell = (cell: Partial<Cell>, messages: number, latenciesMs = [1]): Cell => ({
  subject: 'sluice-kill',
  backlog: 0,
  connections: 1,
  workload: 'publish 1',
  measure: { messages, elapsedMs: 500, latenciesMs: { publish: latenciesMs } },
  ...cell,
})

test('rounds of one cell become one row, its rates in order', () => {
  const rows = toRows([aCell({}, 10), aCell({ backlog: 5 }, 30), aCell({}, 20), aCell({ backlog: 5 }, 40)])
  expect(rows.map(({ backlog, rates }) => [backlog, rates])).toEqual([
    [0, [20, 40]],
    [5, [60, 80]],
  ])
})

test('latencies are summed up for each call of each round', () => {
  const slow = Array.from({ length: 100 }, (_, at) => at + 1)
  const [row] = toRows([aCell({}, 1, slow), aCell({}, 1, [7])])
  expect(row?.latencies).toEqual({
    publish: [
      { p50Ms: 50, p99Ms: 99 },
      { p50Ms: 7, p99Ms: 7 },
    ],
  })
})

test('a row is found by all that makes it', () => {
  const cells = [aCell({}, 1), aCell({ connections: 16 }, 2), aCell({ workload: 'publish 10' }, 3)]
  const rows = toRows([...cells, aCell({ subject: 'sluice-power' }, 4), aCell({ backlog: 9 }, 5)])
  expect(cells.map(cell => findRow(rows, cell)?.rates)).toEqual([[2], [4], [6]])
  expect(findRow(rows, aCell({ backlog: 8 }, 1))).toBeUndefined()
})
