import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeClient } from '../../lib/store/dynamo/client.ts'
import { aCommand } from '../cli/aCommand.ts'
import { aFolder, aServer } from '../server/aServer.ts'
import type { Emulator } from './emulator.ts'
import { dynamoDbLocal } from './local.ts'

const { name, unavailable, start } = dynamoDbLocal
const local = { region: 'us-east-1', credentials: 'local' } as const

// Needs Java: says so where there is none, and fails in CI.
describe.skipIf(unavailable !== undefined)(`sluice serve on ${name}${unavailable ? ` (${unavailable})` : ''}`, () => {
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await start()
  })
  afterAll(() => emulator?.stop())

  let servers = 0
  const tables = () => ({ messagesTable: `messages-${++servers}`, documentsTable: `documents-${servers}` })
  const serving = (more: object = {}) =>
    aServer({ store: 'dynamo', dynamoEndpoint: emulator.endpoint, data: aFolder(), ...tables(), ...more })

  test('makes its tables, and takes a message through', async () => {
    const { ask } = await serving()
    expect((await ask('PUT', '/v1/queues/orders')).status).toBe(201)
    const published = await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'hello' }] })
    expect(published.status).toBe(201)
    const { messages } = (await ask('POST', '/v1/queues/orders/poll', { waitSeconds: 5 })).json()
    expect(messages).toMatchObject([{ id: published.json().messages[0].id, body: 'hello', attempts: 1 }])
    const acked = await ask('POST', '/v1/queues/orders/ack', { receipts: [messages[0].receipt] })
    expect(acked.json()).toMatchObject({ results: [{ outcome: 'acked' }] })
    expect((await ask('GET', '/v1/queues/orders/stats')).json()).toMatchObject({ visible: 0, inFlight: 0 })
  })

  test('a large body lies in the data folder', async () => {
    const { ask } = await serving()
    await ask('PUT', '/v1/queues/orders')
    // Random, or it would be small once it is deflated.
    const body = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64')
    await ask('POST', '/v1/queues/orders/messages', { messages: [{ body }] })
    const { messages } = (await ask('POST', '/v1/queues/orders/poll', { waitSeconds: 5 })).json()
    expect(messages[0].body === body).toBe(true)
  })

  test('two servers on the same tables and folder serve the same queues, and know each other’s receipts', async () => {
    const shared = { data: aFolder(), ...tables() }
    const one = await serving(shared)
    const two = await serving(shared)
    await one.ask('PUT', '/v1/queues/orders')
    await two.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'a' }] })
    const { messages } = (await one.ask('POST', '/v1/queues/orders/poll', { waitSeconds: 5 })).json()
    const acked = await two.ask('POST', '/v1/queues/orders/ack', { receipts: [messages[0].receipt] })
    expect(acked.json()).toMatchObject({ results: [{ outcome: 'acked' }] })
  })

  test('what it kept is there after a restart', async () => {
    const shared = { data: aFolder(), ...tables() }
    const before = await serving(shared)
    await before.ask('PUT', '/v1/queues/orders')
    await before.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'kept' }] })
    await before.server.stop()
    const after = await serving(shared)
    const { messages } = (await after.ask('POST', '/v1/queues/orders/poll', { waitSeconds: 5 })).json()
    expect(messages).toMatchObject([{ body: 'kept' }])
  })

  test('with a virtual clock, a day passes in no time', async () => {
    const { ask } = await serving({ clock: 'virtual' })
    await ask('PUT', '/v1/queues/orders')
    await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'later', delaySeconds: 86_400 }] })
    expect((await ask('POST', '/v1/queues/orders/poll', {})).json().messages).toEqual([])
    await ask('POST', '/dev/clock', { advanceSeconds: 86_401 })
    const { messages } = (await ask('POST', '/v1/queues/orders/poll', { waitSeconds: 5 })).json()
    expect(messages).toMatchObject([{ body: 'later' }])
  })

  test('a table that is something else’s is refused with its name', async () => {
    const client = makeClient({ ...local, endpoint: emulator.endpoint, timeoutMs: 5000, attempts: 1 })
    const [AttributeDefinitions, KeySchema] = [
      [{ AttributeName: 'id', AttributeType: 'N' as const }],
      [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    ]
    const TableName = 'customers'
    await client.send(
      new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema }),
    )
    client.destroy()
    await expect(serving({ documentsTable: TableName })).rejects.toThrow(
      'The table customers has other keys than ours: id HASH N, where it has to be p HASH S, s RANGE S.',
    )
  })

  test('a table that is gone is named in the log, and the caller gets 500', async () => {
    const documentsTable = 'gone'
    const { server, ask } = await serving({ documentsTable })
    const client = makeClient({ ...local, endpoint: emulator.endpoint, timeoutMs: 5000, attempts: 1 })
    await client.send(new DeleteTableCommand({ TableName: documentsTable }))
    client.destroy()
    const log = vi.spyOn(server.app.log, 'error').mockImplementation(() => {})
    expect((await ask('PUT', '/v1/queues/orders')).json()).toMatchObject({ status: 500, code: 'Internal' })
    const message = expect.stringMatching(/^No such table, or one that is not ready: gone .*Deploy the stack/)
    expect(log).toHaveBeenCalledWith('fault', expect.objectContaining({ error: expect.objectContaining({ message }) }))
  })

  test.each(['', '--ordered '])('sluice verify %sfinds nothing lost', { timeout: 120_000 }, async kind => {
    const { server } = await serving()
    const flags = `${kind}--json --seconds 2 --kill-every-seconds 1 --workers 2 --publishers 2 --seed 7`
    const { code, stdout, stderr } = await aCommand(server.url, ['verify', '--url', server.url, ...flags.split(' ')])
      .result
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ lost: 0, changed: 0, cameBack: 0, left: 0, failedPublishes: 0 })
    expect(report.acknowledged).toBeGreaterThan(0)
  })
})

test('where nobody answers, the start fails and says where it asked', async () => {
  const words = ['serve', '--port', '0', '--store', 'dynamo', '--dynamo-endpoint', 'http://127.0.0.1:9']
  const { code, stdout, stderr } = await aCommand('', [...words, '--data', aFolder()]).result
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('DynamoDB at http://127.0.0.1:9 cannot be used: ')
})
