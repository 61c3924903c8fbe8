import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { checkTables, tableDefinition } from './tables.ts'

type Table = Record<string, unknown>
type Refusal = { refused: string }

/** A server that keeps definitions of tables, and how `checkTables` gets on with it. */
async function anEndpoint(existing: Record<string, Table> = {}, lies: Record<string, Refusal> = {}) {
  const tables = new Map(Object.entries(existing))
  const calls: string[] = []
  const operations: Record<string, (input: Table & { TableName: string }) => object> = {
    DescribeTable: ({ TableName }) =>
      tables.has(TableName) ? { Table: tables.get(TableName) } : { refused: 'ResourceNotFoundException' },
    CreateTable: input => {
      tables.set(input.TableName, { ...input, TableStatus: 'ACTIVE' })
      return {}
    },
    UpdateTimeToLive: input => {
      tables.get(input.TableName)!.TimeToLiveSpecification = input.TimeToLiveSpecification
      return {}
    },
  }
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1]!
    const input = (await json(request)) as Table & { TableName: string }
    calls.push(`${operation} ${input.TableName}`)
    const answer = operations[operation]!(input)
    const { refused } = { ...answer, ...lies[operation] } as Partial<Refusal>
    response.writeHead(refused === undefined ? 200 : 400)
    response.end(JSON.stringify(refused === undefined ? answer : { __type: refused, message: 'as it is' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  onTestFinished(() => server.closeAllConnections())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const check = (create: boolean) =>
    checkTables({
      region: 'us-east-1',
      endpoint,
      credentials: 'local',
      tables: { messages: 'm', documents: 'd' },
      create,
    })
  return { tables, calls, check, endpoint, server }
}

const sound = (name: string): Table => ({ ...tableDefinition(name), TableStatus: 'ACTIVE' })

test('tables that are as they should be are looked at, no more', async () => {
  const { check, calls } = await anEndpoint({ m: sound('m'), d: sound('d') })
  await check(true)
  expect(calls).toEqual(['DescribeTable m', 'DescribeTable d'])
})

test('missing tables are made where that is allowed, with their time to live', async () => {
  const { check, tables } = await anEndpoint()
  await check(true)
  for (const name of ['m', 'd'])
    expect(tables.get(name)).toMatchObject({
      ...tableDefinition(name),
      TimeToLiveSpecification: { AttributeName: 't', Enabled: true },
    })
})

test('two servers that start at once do not trip over each other', async () => {
  const lies = {
    CreateTable: { refused: 'ResourceInUseException' },
    UpdateTimeToLive: { refused: 'ValidationException' },
  }
  const { check, tables } = await anEndpoint({}, lies)
  await check(true)
  expect([...tables.keys()]).toEqual(['m', 'd'])
})

test.each([
  ['m', 'SLUICE_MESSAGES_TABLE', { d: sound('d') }],
  ['d', 'SLUICE_DOCUMENTS_TABLE', { m: sound('m') }],
])('elsewhere a missing table %s is named, with what to do', async (name, setting, existing) => {
  const { check, calls } = await anEndpoint(existing as Record<string, Table>)
  await expect(check(false)).rejects.toThrow(
    new RegExp(`^The table ${name} is missing\\. Deploy the stack, .*${setting}.*SLUICE_REGION`),
  )
  expect(calls.filter(call => !call.startsWith('DescribeTable'))).toEqual([])
})

test.each<[string, object]>([
  ['p HASH S', { KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }] }],
  [
    'p HASH S, s RANGE N',
    {
      AttributeDefinitions: [
        { AttributeName: 'p', AttributeType: 'S' },
        { AttributeName: 's', AttributeType: 'N' },
      ],
    },
  ],
])('a table with the keys %s is refused, also where tables may be made', async (keys, difference) => {
  const { check } = await anEndpoint({ m: sound('m'), d: { ...sound('d'), ...difference } })
  await expect(check(true)).rejects.toThrow(
    `The table d has other keys than ours: ${keys}, where it has to be p HASH S, s RANGE S. Keys cannot be changed`,
  )
})

test('what DynamoDB refuses is passed on with the place that was asked', async () => {
  const { check, endpoint } = await anEndpoint({}, { DescribeTable: { refused: 'AccessDeniedException' } })
  await expect(check(true)).rejects.toThrow(`DynamoDB at ${endpoint} cannot be used: as it is`)
})

test('so is that nobody is there', async () => {
  const { check, endpoint, server } = await anEndpoint()
  server.close()
  await expect(check(true)).rejects.toThrow(new RegExp(`^DynamoDB at ${endpoint} cannot be used: .*ECONNREFUSED`))
})
