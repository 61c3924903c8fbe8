import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { type ClientWish, makeClient } from './client.ts'

/** The names of the two tables. */
export type Tables = { messages: string; documents: string }

type Role = keyof Tables

const settings: Record<Role, string> = {
  messages: 'SLUICE_MESSAGES_TABLE (--messages-table)',
  documents: 'SLUICE_DOCUMENTS_TABLE (--documents-table)',
}

/** Where an item's end stands, in seconds since 1970. It gives space back, late; nothing that is answered rests on it. */
const timeToLive = { AttributeName: 't', Enabled: true }

/** What both tables look like to us; how the deployed ones are kept safe beside that is in infra/tables.yml. */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'p', AttributeType: 'S' },
    { AttributeName: 's', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'p', KeyType: 'HASH' },
    { AttributeName: 's', KeyType: 'RANGE' },
  ],
})

export type TablesWish = Pick<ClientWish, 'region' | 'endpoint' | 'credentials'> & {
  tables: Tables
  /** Whether tables that are missing are made. */
  create: boolean
}

// An emulator that has just started can take seconds over its first answer.
const patience = { timeoutMs: 5000, attempts: 3 }
const creationSecondsMax = 60

/**
 * Sees at start that both tables are there with the keys that we use. Rejects with an Error that says which table is
 * not as it should be, what is wrong and what to do.
 */
export async function checkTables({ tables, create, ...where }: TablesWish): Promise<void> {
  const client = makeClient({ ...where, ...patience })
  try {
    for (const role of ['messages', 'documents'] as const) await checkTable(client, role, tables[role], create)
  } catch (error) {
    throw explained(error as Error, where)
  } finally {
    client.destroy()
  }
}

async function checkTable(client: DynamoDBClient, role: Role, name: string, create: boolean): Promise<void> {
  const found = await describe(client, name)
  if (found !== undefined) return checkKeys(role, found)
  if (!create) throw new TableError(`The table ${name} is missing. ${remedyOf(role)}`)
  await createTable(client, name)
}

/** Thrown for a table that is not as it should be. */
class TableError extends Error {
  override readonly name = 'TableError'
}

const remedyOf = (role: Role): string =>
  `Deploy the stack, which makes it, or name another one with ${settings[role]}, in the region of SLUICE_REGION. ` +
  'On an endpoint of this machine (SLUICE_DYNAMO_ENDPOINT) it is made by itself.'

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

function checkKeys(role: Role, table: TableDescription): void {
  const wanted = keysOf(tableDefinition(''))
  const found = keysOf(table)
  if (found === wanted) return
  throw new TableError(
    `The table ${table.TableName} has other keys than ours: ${found}, where it has to be ${wanted}. Keys cannot be ` +
      `changed: name another table with ${settings[role]}, or delete this one if nothing in it is needed.`,
  )
}

/** The keys of a table in words: `p HASH S, s RANGE S`. */
function keysOf({ KeySchema = [], AttributeDefinitions = [] }: TableDescription | CreateTableCommandInput): string {
  const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]))
  return KeySchema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType} ${types.get(AttributeName)}`).join(
    ', ',
  )
}

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(name)))
  } catch (error) {
    // Another server at the same endpoint was a moment faster.
    if ((error as Error).name !== 'ResourceInUseException') throw error
  }
  await waitUntilTableExists({ client, maxWaitTime: creationSecondsMax, minDelay: 1 }, { TableName: name })
  await enableTimeToLive(client, name)
}

async function enableTimeToLive(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: timeToLive }))
  } catch (error) {
    // It says so when it is enabled already, by the one who was faster.
    if ((error as Error).name !== 'ValidationException') throw error
  }
}

function explained(error: Error, { region, endpoint }: Pick<ClientWish, 'region' | 'endpoint'>): Error {
  if (error instanceof TableError) return error
  const place = endpoint === undefined ? `in ${region}` : `at ${endpoint}`
  const reason = error.message || (error as NodeJS.ErrnoException).code || error.name
  return new Error(`DynamoDB ${place} cannot be used: ${reason}`, { cause: error })
}
