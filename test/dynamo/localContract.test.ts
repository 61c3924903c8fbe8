import { afterAll, beforeAll, describe } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import type { Random } from '../../lib/domain/random.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Dynamo } from '../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { type MakeStore, underWay } from '../contract/open.ts'
import { storeContract } from '../contract/suite.ts'
import type { Emulator } from './emulator.ts'
import { dynamoDbLocal } from './local.ts'

/** Tells the suite what is on its way. */
const told = (dynamo: Dynamo): Dynamo => ({
  call(operation, input) {
    const answer = dynamo.call(operation, input)
    underWay.add(answer)
    const end = () => void underWay.delete(answer)
    answer.then(end, end)
    return answer
  },
})

const { unavailable, start } = dynamoDbLocal

// Skipped where Java is missing, which is never so in CI.
describe.skipIf(unavailable !== undefined)(`on DynamoDB Local ${unavailable ?? ''}`, () => {
  let emulator: Emulator
  let stores = 0

  beforeAll(async () => {
    emulator = await start()
  }, 60_000)
  afterAll(() => emulator?.stop())

  const makeStore: MakeStore = async context => {
    // Tables of its own for each store: the suite's queues have the same names every time.
    stores += 1
    const tables = { messages: `messages${stores}`, documents: `documents${stores}` }
    await emulator.createTables(tables)
    // And chance of its own: the emulator remembers the tokens of transactions. Where a poll begins is for the suite to say.
    const own = seededRandom(stores)
    const random: Random = { bytes: count => (count === 1 ? context.random : own).bytes(count) }
    return new DynamoStore({ ...context, random, dynamo: told(emulator.dynamo), tables, bodies: new MemoryBodies() })
  }
  storeContract('dynamo (over DynamoDB Local)', makeStore)
})
