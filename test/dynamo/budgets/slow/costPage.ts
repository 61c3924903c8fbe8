import { expect, test } from 'vitest'
import { run } from '../../../fair/load.ts'
import { loads } from '../../../fair/loads.ts'
import { onDynamo } from '../../../fair/places.ts'
import { aloneAfter, waitingAMinute } from '../alone.ts'
import { drain, type Wish } from '../crowd.ts'
import { costOfGroups, groupings } from '../groups.ts'
import { type Beside, emptyBeside, roundsBeside, total } from '../growth.ts'
import { logBytes } from '../logs.ts'
import { type Measured, measureCells } from '../measured.ts'
import { page } from '../page.ts'

// The measurements that take too long for every run of the tests. The last test puts all of them on the page of costs.

const million = 1_000_000
const messages = 20_000
const measured: Measured = {
  cells: [],
  logs: await logBytes(),
  alone: await aloneAfter(60_000),
  waiting: [],
  drains: [],
  growth: [],
  empty: [],
  groupings: [],
  noise: [],
}

const crowds: Omit<Wish, 'messages'>[] = [
  ...[1, 4].flatMap(lanes => [1, 10, 100].map(pollers => ({ pollers, lanes }))),
  { pollers: 100, lanes: 4, areDueAtOnce: true },
]

test.each(crowds)('$pollers pollers on $lanes lanes, all due at once: $areDueAtOnce', async crowd => {
  const wish = { messages, ...crowd }
  measured.drains.push({ wish, drain: await drain(wish) })
})

// What is above 3 are lost races for a lease; see the page.
test('a hundred consumers on four lanes take at most 4.5 write units a message, with throttling, publish included', () => {
  const some = measured.drains.filter(({ wish: { pollers, lanes } }) => pollers === 100 && lanes === 4)
  expect(some).toHaveLength(2)
  for (const { drain } of some) {
    expect(drain.throttled).toBeGreaterThan(0)
    expect(drain.publish.writes + drain.consume.writes).toBeLessThanOrEqual(4.5)
  }
})

const besides: [name: string, beside: Beside][] = [
  ['nothing', {}],
  ['1,000,000 that wait', { backlog: million }],
  ['120,000 in flight', { inFlight: 120_000 }],
]
const warmRounds = 10
const rounds = 100

test.each(besides)('beside %s', async (name, beside) => {
  const [first, ...more] = await roundsBeside(beside, warmRounds + rounds)
  measured.growth.push({ beside: name, first: first!, warm: total(more.slice(warmRounds - 1)), rounds })
})

test('a message costs the same beside a million that wait', () => {
  const [nothing, backlog] = measured.growth
  expect(backlog!.warm).toEqual(nothing!.warm)
})

test('publish and ack cost the same beside 120,000 in flight, and a poll writes the same', () => {
  const [nothing, , inFlight] = measured.growth
  // Lanes are read anew every five seconds, so one more or less is chance.
  const { writes, reads } = nothing!.warm.publish
  expect(inFlight!.warm.publish.writes).toBe(writes)
  expect(inFlight!.warm.publish.reads).toBeLessThanOrEqual(reads + 1)
  expect(inFlight!.warm.ack).toEqual(nothing!.warm.ack)
  expect(inFlight!.warm.poll.writes).toBe(nothing!.warm.poll.writes)
  expect(inFlight!.warm.poll.reads / rounds).toBeLessThanOrEqual(1.5)
})

test.each([0, 1_000, 120_000])('an empty poll beside %i in flight', async inFlight => {
  measured.empty.push({ inFlight, empty: await emptyBeside(inFlight) })
})

test.each([20, 28])('a consumer that waits %i s each time', async seconds => {
  measured.waiting.push({ seconds, minute: await waitingAMinute(seconds) })
})

test.each(Object.entries(groupings))('%s', async (name, kinds) => {
  measured.groupings.push([name, await costOfGroups(kinds, 960)])
})

test.each(loads)('$consumers consumers, $quietPerSecond quiet messages a second, beside a noisy group', async load => {
  const without = await run(onDynamo(), { ...load, noise: 0 })
  const beside = await run(onDynamo(), load)
  expect(beside.waiting).toBeGreaterThan(0.99 * load.noise)
  expect(beside.waits.at(0.95)).toBeLessThanOrEqual(2 * without.waits.at(0.95))
  measured.noise.push({ load, without, beside })
})

test('the page of costs says what was measured', async () => {
  measured.cells = await measureCells()
  await expect(page(measured)).toMatchFileSnapshot('../../../../docs/reference/cost.md')
})
