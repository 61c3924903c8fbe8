import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type ClientWish, makeClient } from './client.ts'
import type { Dynamo, Input, Operation, Output } from './dynamo.ts'
import { toPortFailure } from './explain.ts'

const commands = {
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
  Query: QueryCommand,
  TransactWriteItems: TransactWriteItemsCommand,
} satisfies Record<Operation, unknown>

export type AwsDynamoWish = Pick<ClientWish, 'region' | 'endpoint' | 'credentials'> & { timeoutMs?: number }

/** DynamoDB itself, or what speaks its language, at the other end of a connection. */
export class AwsDynamo implements Dynamo {
  readonly #client: DynamoDBClient

  constructor(wish: AwsDynamoWish) {
    this.#client = makeClient({ timeoutMs: 1000, ...wish, attempts: 1 })
    addServerTime(this.#client)
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    try {
      return (await this.#client.send(toCommand(operation, input))) as Output<Name>
    } catch (thrown) {
      throw toPortFailure(thrown, tablesOf(input))
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#client.destroy()
  }
}

/** Each command goes with the input of its own name; the compiler cannot tie the two together. */
function toCommand<Name extends Operation>(operation: Name, input: Input<Name>): GetItemCommand {
  const Command = commands[operation] as unknown as new (input: Input<Name>) => GetItemCommand
  return new Command(input)
}

type Named = { TableName?: string | undefined }
type Transaction = { TransactItems?: readonly object[] | undefined }

function tablesOf(input: Named & Transaction): string[] {
  const parts = (input.TransactItems ?? []).flatMap(item => Object.values(item) as Named[])
  return [...new Set([input, ...parts].map(named => named.TableName).filter(name => name !== undefined))]
}

/** Puts the moment of the answer's Date header into the answer: the one clock that all callers of a table share. */
function addServerTime(client: DynamoDBClient): void {
  client.middlewareStack.add(
    next => async request => {
      const result = await next(request)
      const { headers } = result.response as { headers?: Record<string, string> }
      const serverMs = Date.parse(headers?.date ?? '')
      if (!Number.isNaN(serverMs)) Object.assign(result.output as object, { serverMs })
      return result
    },
    // Outside the SDK's own deserializer, so that there is an answer to put it in.
    { step: 'deserialize', priority: 'high', name: 'serverTime' },
  )
}
