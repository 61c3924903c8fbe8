import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { type MakeStore, tables } from './scene.ts'

/** The store itself, as each function has it. */
export const dynamoStore: MakeStore = ({ instance: _, ...parts }) => new DynamoStore({ ...parts, tables })
