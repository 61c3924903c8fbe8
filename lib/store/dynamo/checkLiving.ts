import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { QueueRef } from '../../domain/queue.ts'
import { queueKind } from '../queueKind.ts'
import { keyAttributes } from './keys.ts'
import type { TableNames } from './reading.ts'

/**
 * That a generation of a queue is not over, for a transaction. Its document is what ends it, and stands as it is before
 * anybody hears of a deletion or a purge; what says so beside it may come later, or never. Without a document, and
 * without the tombstone of one, the queue was never saved: that ends nothing.
 */
export const checkLiving = (tables: TableNames, { name, uid, generation }: QueueRef): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.documents,
    Key: keyAttributes({ p: queueKind, s: name }),
    ConditionExpression: 'attribute_not_exists(p) OR (contains(j, :uid) AND contains(j, :generation))',
    // As they stand in the text of a document: a full stop or a quote in a setting is written otherwise.
    ExpressionAttributeValues: { ':uid': { S: `"uid":"${uid}"` }, ':generation': { S: `"generation":${generation},` } },
  },
})
