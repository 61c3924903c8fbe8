import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import type { StoreContext } from '../../lib/store/store.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

export const tables = { messages: 'messages', documents: 'documents' }

/** A DynamoDB store over a fake of its own. */
export const aDynamoStore = (context: StoreContext): DynamoStore =>
  new DynamoStore({
    ...context,
    dynamo: new FakeDynamo({ tables: Object.values(tables) }),
    tables,
    bodies: new MemoryBodies(),
  })
