import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb'

type Item = Record<string, AttributeValue>
type Details = { Item?: Item | undefined; CancellationReasons?: CancellationReason[] | undefined }

/** An error as DynamoDB's client throws it: told apart by `name`. */
export class DynamoError extends Error {
  declare readonly Item?: Item
  declare readonly CancellationReasons?: CancellationReason[]

  constructor(name: string, message: string, details: Details = {}) {
    super(message)
    this.name = name
    Object.assign(this, details)
  }
}

export const invalid = (message: string): DynamoError => new DynamoError('ValidationException', message)

/** A call that DynamoDB may well allow and this fake does not know: a fault of the test, never an answer. */
export const unknownToTheFake = (what: string): Error => new Error(`the fake DynamoDB does not know ${what}`)
