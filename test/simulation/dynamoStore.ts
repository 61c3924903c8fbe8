// What the store loads on first use is here before time begins: to load it takes time that no world knows of.
import '../../lib/store/dynamo/ordered/operations.ts'
import '../../lib/store/dynamo/permits/leasing.ts'
import '../../lib/store/dynamo/permits/permits.ts'
import '../../lib/store/dynamo/permits/settling.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { type MakeStore, tables } from './scene.ts'

/** The store itself, as each function has it. */
export const dynamoStore: MakeStore = ({ instance: _, ...parts }) => new DynamoStore({ ...parts, tables })
