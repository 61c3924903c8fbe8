import { expect, test } from 'vitest'
import type { SluiceError } from './errors.ts'
import { broken, json, problem, type Sent, scriptedClient, settled, silence } from './fixtures.ts'
import { Publisher } from './publisher.ts'
import type { NewMessage } from './wire.ts'

const bodiesOf = ({ body }: Sent): string[] =>
  (body as { messages: NewMessage[] }).messages.map(message => message.body)

/** Stores whatever comes: the id names the body. */
const storing = (sent: Sent): Response => json({ messages: bodiesOf(sent).map(body => ({ id: `id of ${body}` })) }, 201)

const refusing = (index: number) =>
  problem('InvalidInput', 422, {
    errors: [{ pointer: `/messages/${index}/delaySeconds`, detail: 'must be 0 or more' }],
  })

const publishAll = (publisher: Publisher, bodies: Iterable<string>) =>
  Promise.allSettled([...bodies].map(body => publisher.publish({ body })))

test('calls that come close together go as one request, each with its own id', async () => {
  const { client, sent, pauses } = scriptedClient([storing])
  const results = await publishAll(new Publisher(client, 'orders'), 'ab')
  expect(results).toEqual(['a', 'b'].map(body => ({ status: 'fulfilled', value: `id of ${body}` })))
  expect(sent.map(bodiesOf)).toEqual([['a', 'b']])
  expect(pauses).toEqual([5])
})

test('a request holds at most 16 messages', async () => {
  const { client, sent } = scriptedClient([storing, storing, storing])
  await publishAll(new Publisher(client, 'orders'), 'abcdefghijklmnopqrstuvwxyz0123456789')
  expect(sent.map(call => bodiesOf(call).length)).toEqual([16, 16, 4])
})

test('a request holds at most 1 MiB, attributes included', async () => {
  const { client, sent } = scriptedClient([storing, storing])
  const half = 'x'.repeat(524_288)
  const attributes = { note: { type: 'string', value: 'y' } } as const
  const publisher = new Publisher(client, 'orders')
  await Promise.all([publisher.publish({ body: half }), publisher.publish({ body: half, attributes })])
  expect(sent.map(call => bodiesOf(call).length)).toEqual([1, 1])
})

test('exactly 1 MiB fits into one request', async () => {
  const { client, sent } = scriptedClient([storing])
  await publishAll(new Publisher(client, 'orders'), ['x'.repeat(524_288), 'y'.repeat(524_288)])
  expect(sent).toHaveLength(1)
})

test('a refused message gets its own error, and its neighbours their ids', async () => {
  const { client, sent } = scriptedClient([refusing(1), storing])
  const [first, second, third] = await publishAll(new Publisher(client, 'orders'), 'abc')
  expect([first, third]).toMatchObject([{ value: 'id of a' }, { value: 'id of c' }])
  const error = (second as PromiseRejectedResult).reason as SluiceError
  expect(error).toMatchObject({ code: 'InvalidInput', errors: [{ pointer: '/delaySeconds' }] })
  expect(sent.map(bodiesOf)).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
  ])
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
})

test('a server that names one refused message at a time is asked until all are known', async () => {
  const { client } = scriptedClient([refusing(2), refusing(0), storing])
  const results = await publishAll(new Publisher(client, 'orders'), 'abc')
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
})

test('a queue that takes fewer a second gets them in parts, one after the other', async () => {
  const tooMany = problem('InvalidInput', 422, {
    errors: [{ pointer: '/messages', detail: 'are more', limit: 2, got: 5 }],
  })
  const busy = problem('TooManyRequests', 429, { retryable: true })
  const { client, sent } = scriptedClient([tooMany, storing, busy, storing, problem('QueueNotFound', 404)])
  const results = await publishAll(new Publisher(client, 'orders'), 'abcde')
  expect(sent.map(bodiesOf).map(bodies => bodies.join(''))).toEqual(['abcde', 'ab', 'cd', 'cd', 'e'])
  expect(results.map(({ status }) => status)).toEqual([...Array(4).fill('fulfilled'), 'rejected'])
  expect(results[3]).toMatchObject({ value: 'id of d' })
})

test('what is too large together is not a matter of number', async () => {
  const tooLarge = problem('InvalidInput', 422, {
    errors: [{ pointer: '/messages', detail: 'too large', limit: 1_048_576 }],
  })
  const { client, sent } = scriptedClient([tooLarge])
  const results = await publishAll(new Publisher(client, 'orders'), 'ab')
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(sent).toHaveLength(1)
})

test('message 1 is not taken for message 10', async () => {
  const { client } = scriptedClient([refusing(10), storing])
  const results = await publishAll(new Publisher(client, 'orders'), 'abcdefghijk')
  expect(results.map(({ status }) => status).indexOf('rejected')).toBe(10)
})

test('a refusal that names no message is everybody’s', async () => {
  const { client, sent } = scriptedClient([problem('InvalidInput', 422, { errors: [{ pointer: '', detail: 'no' }] })])
  const results = await publishAll(new Publisher(client, 'orders'), 'ab')
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(sent).toHaveLength(1)
})

test('when the neighbours of a refused message then fail, the refused one still hears its own reason', async () => {
  const { client } = scriptedClient([refusing(0), problem('QueueNotFound', 404)])
  const results = (await publishAll(new Publisher(client, 'orders'), 'ab')) as PromiseRejectedResult[]
  expect(results.map(({ reason }) => (reason as SluiceError).code)).toEqual(['InvalidInput', 'QueueNotFound'])
})

test('of a partly stored request each call hears its own part', async () => {
  const partly = problem('PartlyPublished', 503, { results: [{ id: 'm1' }, { code: 'StorageFull' }] })
  const { client } = scriptedClient([partly])
  const [first, second] = await publishAll(new Publisher(client, 'orders'), 'ab')
  expect(first).toMatchObject({ value: 'm1' })
  expect((second as PromiseRejectedResult).reason).toMatchObject({ name: 'StorageFullError' })
})

test('a lost answer is asked for again with the same key', async () => {
  const { client, sent } = scriptedClient([broken('ECONNRESET'), storing])
  expect(await new Publisher(client, 'orders').publish({ body: 'a' })).toBe('id of a')
  expect(sent[0]!.headers['idempotency-key']).toBe(sent[1]!.headers['idempotency-key'])
})

test('close sends what waits and takes nothing more', async () => {
  const { client, sent } = scriptedClient([storing])
  const publisher = new Publisher(client, 'orders', { gatherMs: 60_000 })
  const id = publisher.publish({ body: 'a' })
  await publisher.close()
  expect(await id).toBe('id of a')
  await expect(publisher.publish({ body: 'b' })).rejects.toThrow('closed')
  expect(sent).toHaveLength(1)
})

test('what an ordered queue says of a message is answered by those who ask for it', async () => {
  const messages = [7, 8].map(n => ({ id: `m${n}`, sequence: `${n}` }))
  const { client } = scriptedClient([json({ messages }, 201)])
  const publisher = new Publisher(client, 'orders.fifo')
  const both = [publisher.publishInOrder({ body: 'a' }), publisher.publish({ body: 'b' })]
  expect(await Promise.all(both)).toEqual([messages[0], 'm8'])
})

test('to an ordered queue one request goes after the other', async () => {
  for (const [queue, requests] of [
    ['orders.fifo', 1],
    ['orders', 2],
  ] as const) {
    const { client, sent } = scriptedClient([silence, silence])
    void publishAll(new Publisher(client, queue), 'x'.repeat(32))
    await settled()
    expect(sent).toHaveLength(requests)
  }
})
