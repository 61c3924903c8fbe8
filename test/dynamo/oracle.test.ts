import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Emulator } from './emulator.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'
import type { Item } from './fake/values.ts'
import { dynamoDbLocal, dynoxide, type Engine } from './local.ts'
import type { Answer } from './oracle/answers.ts'
import { anyCall, type World } from './oracle/calls.ts'
import { Chance } from './oracle/chance.ts'
import { type Pair, same } from './oracle/compare.ts'
import { corners } from './oracle/corners.ts'
import { knownErrors } from './oracle/knownErrors.ts'
import { bigPuts, bigQuery, fullPagePuts } from './oracle/pages.ts'
import { pairItems, pairTests } from './oracle/pairs.ts'
import { tables } from './oracle/pools.ts'
import { refusals, takenByDynoxide } from './oracle/refusals.ts'
import { weights } from './oracle/weights.ts'

// Fixed, so that a run repeats; another first seed looks elsewhere: ORACLE_SEED=1000.
const firstSeed = Number(process.env.ORACLE_SEED ?? 1)
const worldsCount = Number(process.env.ORACLE_WORLDS ?? 15)
const callsCount = 70

const aFake = (): FakeDynamo => new FakeDynamo({ tables: Object.values(tables) })

/** A world of its own partitions: so many calls, one after the other, each answered alike. */
async function walk(pair: Pair & { fake: FakeDynamo }, seed: number, isRude: boolean): Promise<void> {
  const chance = new Chance(seed)
  const world: World = { name: `w${seed}-`, chance, isRude, fake: pair.fake, done: [] }
  for (let count = 0; count < callsCount; count += 1) {
    const call = anyCall(world)
    const { LastEvaluatedKey: lastKey } = await same(pair, call, world.done)
    if (lastKey !== undefined) world.lastKey = lastKey as Item
    world.done.push(call)
  }
}

async function readThrough(pair: Pair, p: string, isForward: boolean, limit: number | undefined): Promise<Answer[]> {
  const pages: Answer[] = []
  let start: Item | undefined
  do {
    const page = await same(pair, bigQuery(p, isForward, limit, start))
    start = page.LastEvaluatedKey as Item | undefined
    pages.push(page)
  } while (start !== undefined)
  return pages
}

function compare(engine: Engine, isRude: boolean): void {
  let emulator: Emulator
  const met = new Set<string>()
  const aPair = () => ({ fake: aFake(), real: emulator.dynamo, engine: engine.name, met })
  beforeAll(async () => {
    emulator = await engine.start()
    await emulator.createTables(tables)
  })
  afterAll(() => emulator?.stop())

  test('random calls are answered alike', async () => {
    const seeds = Array.from({ length: worldsCount }, (_, at) => firstSeed + at)
    await Promise.all(seeds.map(seed => walk(aPair(), seed, isRude)))
  })

  test('the corners are answered alike', async () => {
    const pair = aPair()
    for (const [index, call] of corners.entries()) await same(pair, call, corners.slice(0, index))
  })

  test('each kind of value compares with each other one alike', async () => {
    const pair = aPair()
    for (const call of pairItems) await same(pair, call)
    await Promise.all(pairTests.map(call => same(pair, call)))
  })

  test('each kind of value weighs the same', async () => {
    const pair = aPair()
    for (const call of weights) await same(pair, call)
  })

  test.each(Object.keys(refusals))('%s is refused alike', async says => {
    const isTaken = engine === dynoxide && takenByDynoxide.includes(says)
    const comparison = same(aPair(), refusals[says]!)
    if (isTaken) await expect(comparison).rejects.toThrow('answers otherwise')
    else expect(await comparison).toHaveProperty('error', expect.stringMatching(/Exception$/))
  })

  if (engine !== dynoxide) comparePages(aPair)

  test('each known error was met', () => {
    const known = knownErrors.filter(error => error.engine === engine.name).map(({ reason }) => reason)
    expect([...met].sort()).toEqual(known.sort())
  })
}

/** Not with dynoxide, which ends a page before the item that fills the megabyte: no page of it is as DynamoDB's. */
function comparePages(aPair: () => Pair): void {
  test('more than a megabyte comes in the same pages', async () => {
    const pair = aPair()
    for (const put of bigPuts(new Chance(firstSeed), 'big')) await same(pair, put)
    expect((await readThrough(pair, 'big', true, undefined)).length).toBeGreaterThan(1)
    await readThrough(pair, 'big', false, undefined)
    await readThrough(pair, 'big', true, 3)
    await readThrough(pair, 'big', false, 15)
  })

  test.each([-1, 0, 1])('a page of a megabyte and %i bytes is the same', async excessBytes => {
    const pair = aPair()
    const p = `full${excessBytes + 1}`
    for (const put of fullPagePuts(p, excessBytes)) await same(pair, put)
    await readThrough(pair, p, true, undefined)
    await readThrough(pair, p, false, undefined)
  })
}

const because = dynamoDbLocal.unavailable === undefined ? '' : ` (skipped: ${dynamoDbLocal.unavailable})`

// DynamoDB Local needs Java, which not every laptop has; in CI it is never skipped.
describe.skipIf(dynamoDbLocal.unavailable)(`as DynamoDB Local answers${because}`, () => compare(dynamoDbLocal, true))

// An optional package for few platforms: elsewhere there is nothing to skip.
if (dynoxide.unavailable === undefined) describe('as dynoxide answers', () => compare(dynoxide, false))
