import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'

type Answer<Output> = Omit<Output, '$metadata'>

/** The part of DynamoDB that the store uses, in DynamoDB's own words. */
export type Operations = {
  GetItem: { input: GetItemCommandInput; output: Answer<GetItemCommandOutput> }
  PutItem: { input: PutItemCommandInput; output: Answer<PutItemCommandOutput> }
  UpdateItem: { input: UpdateItemCommandInput; output: Answer<UpdateItemCommandOutput> }
  DeleteItem: { input: DeleteItemCommandInput; output: Answer<DeleteItemCommandOutput> }
  Query: { input: QueryCommandInput; output: Answer<QueryCommandOutput> }
  TransactWriteItems: { input: TransactWriteItemsCommandInput; output: Answer<TransactWriteItemsCommandOutput> }
}

export type Operation = keyof Operations
export type Input<Name extends Operation> = Operations[Name]['input']
export type Output<Name extends Operation> = Operations[Name]['output'] & {
  /** The server's clock when it answered, to the second: its Date header. Absent where there was none. */
  serverMs?: number | undefined
}

/**
 * The one narrow port to DynamoDB: one call is one attempt, with a time-out of a second and no retries of its own.
 * Rejects with an Error whose `name` is DynamoDB's (`ConditionalCheckFailedException` with the old `Item`,
 * `TransactionCanceledException` with its `CancellationReasons`, `ThrottlingException`, …), or `TimeoutError` when no
 * answer came: then the write may have happened, or may yet.
 */
export interface Dynamo {
  call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>>
}
