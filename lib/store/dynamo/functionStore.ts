import { S3Bodies } from '../../bodies/s3Bodies.ts'
import type { StoreContext } from '../store.ts'
import { AwsDynamo } from './awsDynamo.ts'
import { DynamoStore } from './dynamoStore.ts'
import type { Tables } from './tables.ts'

export type FunctionStoreWish = { region: string; endpoint: string; tables: Tables; bucket: string }

/**
 * The store of a function. Whether the tables are there is not asked: that would cost every cold start a call, and every
 * role a right. Where they are not, the first call says so in the log.
 */
export const functionStore = (wish: FunctionStoreWish, context: StoreContext): DynamoStore =>
  new DynamoStore({
    ...context,
    dynamo: new AwsDynamo({ region: wish.region, endpoint: wish.endpoint, credentials: 'environment' }),
    tables: wish.tables,
    bodies: new S3Bodies({ bucket: wish.bucket, region: wish.region }),
  })
