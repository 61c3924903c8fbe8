import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AwsDynamo, type AwsDynamoWish } from './awsDynamo.ts'

type Respond = (response: ServerResponse, request: IncomingMessage) => void

/** A server that answers each request as told, and a keeper of the port that talks to it. */
async function aDynamo(respond: Respond, wish: Partial<AwsDynamoWish> = {}) {
  const seen: { target: unknown; body: unknown; headers: IncomingMessage['headers'] }[] = []
  const sockets = new Set<unknown>()
  const server = createServer(async (request, response) => {
    sockets.add(request.socket)
    seen.push({ target: request.headers['x-amz-target'], body: await json(request), headers: request.headers })
    respond(response, request)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dynamo = new AwsDynamo({ region: 'eu-central-1', endpoint, credentials: 'local', ...wish })
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(() => {
    dynamo.close()
    stop()
  })
  return { dynamo, seen, sockets, stop }
}

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Respond =>
  response =>
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))

const refusal = (name: string, more: object = {}): object => ({
  __type: `com.amazonaws.dynamodb.v20120810#${name}`,
  ...more,
})

const key = { p: { S: 'a' }, s: { S: '.' } }
const get = { TableName: 'messages', Key: key }

const failureOf = (dynamo: AwsDynamo): Promise<Error & Record<string, unknown>> =>
  dynamo.call('GetItem', get).then(
    () => expect.unreachable('it was answered'),
    error => error,
  )

test('an operation goes out in DynamoDB’s words, and its answer comes back with the server’s time', async () => {
  const item = { ...key, n: { N: '3' } }
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
  const { dynamo, seen } = await aDynamo(answer(200, { Item: item }, { date }))
  const output = await dynamo.call('GetItem', { ...get, ConsistentRead: true })
  expect(output).toMatchObject({ Item: item, serverMs: 784_111_777_000 })
  expect(seen).toMatchObject([{ target: 'DynamoDB_20120810.GetItem', body: { ...get, ConsistentRead: true } }])
  expect(seen[0]!.headers.authorization).toMatch(/Credential=\w+\/\d{8}\/eu-central-1\/dynamodb\/aws4_request/)
})

test.each([
  ['PutItem', { TableName: 'messages', Item: key }],
  ['UpdateItem', { TableName: 'messages', Key: key, UpdateExpression: 'REMOVE s0' }],
  ['DeleteItem', { TableName: 'messages', Key: key }],
  ['Query', { TableName: 'messages', KeyConditionExpression: 'p = :p' }],
  ['TransactWriteItems', { TransactItems: [{ Put: { TableName: 'messages', Item: key } }] }],
] as const)('%s is sent as itself', async (operation, input) => {
  const { dynamo, seen } = await aDynamo(answer(200, {}))
  await dynamo.call(operation, input as never)
  expect(seen).toMatchObject([{ target: `DynamoDB_20120810.${operation}`, body: input }])
})

test('where the server does not say what time it is, nor do we', async () => {
  const { dynamo } = await aDynamo(response => {
    response.sendDate = false
    answer(200, {})(response, undefined as never)
  })
  expect((await dynamo.call('GetItem', get)).serverMs).toBeUndefined()
})

test('calls one after the other use one connection', async () => {
  const { dynamo, sockets } = await aDynamo(answer(200, {}))
  for (let n = 0; n < 3; n++) await dynamo.call('GetItem', get)
  expect(sockets.size).toBe(1)
})

test('a failed condition comes with the old item', async () => {
  const body = refusal('ConditionalCheckFailedException', { message: 'The conditional request failed', Item: key })
  const { dynamo } = await aDynamo(answer(400, body))
  expect(await failureOf(dynamo)).toMatchObject({ name: 'ConditionalCheckFailedException', Item: key })
})

test('a cancelled transaction comes with its reasons', async () => {
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: key }]
  const { dynamo } = await aDynamo(answer(400, refusal('TransactionCanceledException', { CancellationReasons })))
  expect(await failureOf(dynamo)).toMatchObject({ name: 'TransactionCanceledException', CancellationReasons })
})

test.each([
  ['ThrottlingException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['InternalServerError', 500],
])('%s is told at once: one call is one attempt', async (name, status) => {
  const { dynamo, seen } = await aDynamo(answer(status, refusal(name, { message: 'no' })))
  expect(await failureOf(dynamo)).toMatchObject({ name })
  expect(seen).toHaveLength(1)
})

test.each([['{}'], ['<html>502 Bad Gateway</html>'], ['']])('a failure that says nothing of itself: %j', async body => {
  const { dynamo } = await aDynamo(answer(502, body))
  expect((await failureOf(dynamo)).name).toMatch(/^(InternalServerError|TimeoutError)$/)
})

test.each<[string, Respond]>([
  ['never comes', () => {}],
  ['stops in its middle', response => response.writeHead(200, { 'content-length': '100' }).write('{"Item":')],
  ['is cut off', (_response, request) => request.socket.destroy()],
  ['is cut off in its middle', response => response.writeHead(200).write('{"It', () => response.destroy())],
  ['is not JSON', answer(200, '<html>a page of some gateway</html>')],
])('an answer that %s is a TimeoutError: the write may have happened', async (_how, respond) => {
  const { dynamo, seen } = await aDynamo(respond, { timeoutMs: 100 })
  const failure = await failureOf(dynamo)
  expect(failure).toMatchObject({ name: 'TimeoutError', message: expect.stringMatching(/^DynamoDB did not answer: ./) })
  expect(failure.cause).toBeInstanceOf(Error)
  // A busy machine may not have come to it; it was not sent again.
  expect(seen.length).toBeLessThanOrEqual(1)
})

const putOff: Respond = response => {
  const timer = setInterval(() => response.writeProcessing(), 10)
  response.once('close', () => clearInterval(timer))
}

test('an answer that is put off again and again is one in the end', async () => {
  const { dynamo } = await aDynamo(putOff, { timeoutMs: 100 })
  const message = expect.stringContaining('exceeded the configured 100 ms requestTimeout')
  expect(await failureOf(dynamo)).toMatchObject({ name: 'TimeoutError', message })
})

test('where nobody listens it is a TimeoutError too', async () => {
  const { dynamo, stop } = await aDynamo(answer(200, {}))
  stop()
  expect(await failureOf(dynamo)).toMatchObject({ name: 'TimeoutError' })
})

test('a table that is missing is named, with what to do', async () => {
  const body = refusal('ResourceNotFoundException', { message: 'Requested resource not found' })
  const { dynamo } = await aDynamo(answer(400, body))
  const { name, message } = await failureOf(dynamo)
  expect(name).toBe('ResourceNotFoundException')
  expect(message).toMatch(
    /^No such table, .*: messages \(Requested resource not found\)\. Deploy the stack, .*MESSAGES_TA/,
  )
})

test('a table with other keys is named, with what to do', async () => {
  const body = refusal('ValidationException', { message: 'The provided key element does not match the schema' })
  const { dynamo } = await aDynamo(answer(400, body))
  expect(await failureOf(dynamo)).toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^Wrong keys, where p and s .*: messages \(The provided key/),
  })
})

test('so are the tables of a transaction', async () => {
  const Message = 'One or more parameter values were invalid: Missing the key p in the item'
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ValidationError', Message }]
  const { dynamo } = await aDynamo(answer(400, refusal('TransactionCanceledException', { CancellationReasons })))
  const TransactItems = ['one', 'two', 'one'].map(TableName => ({ Put: { TableName, Item: key } }))
  await expect(dynamo.call('TransactWriteItems', { TransactItems })).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons,
    message: expect.stringMatching(/^Wrong keys, .*: one, two \(/),
  })
})

test('another refusal of what was asked is left as it is', async () => {
  const message = 'Invalid UpdateExpression: Syntax error'
  const { dynamo } = await aDynamo(answer(400, refusal('ValidationException', { message })))
  expect(await failureOf(dynamo)).toMatchObject({ name: 'ValidationException', message })
})

test('without credentials nothing is sent, and it is no time-out', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const { dynamo, seen } = await aDynamo(answer(200, {}), { credentials: 'environment' })
  expect(await failureOf(dynamo)).toMatchObject({ name: 'CredentialsProviderError' })
  expect(seen).toEqual([])
})

test('credentials of the environment are used, made-up ones only at home where there are none', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDOFMINE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  onTestFinished(() => void vi.unstubAllEnvs())
  for (const credentials of ['environment', 'local'] as const) {
    const { dynamo, seen } = await aDynamo(answer(200, {}), { credentials })
    await dynamo.call('GetItem', get)
    expect(seen[0]!.headers.authorization).toContain('Credential=AKIDOFMINE/')
  }
  vi.stubEnv('AWS_ACCESS_KEY_ID', '')
  const { dynamo, seen } = await aDynamo(answer(200, {}))
  await dynamo.call('GetItem', get)
  expect(seen[0]!.headers.authorization).toContain('Credential=local/')
})
