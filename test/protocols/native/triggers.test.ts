import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const orders = '/v1/queues/orders'
const one = `${orders}/triggers/one`
const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders'
const toFunction = (more: object = {}) => ({ target: { kind: 'function', function: arn }, ...more })
const toQueue = (queue: string) => ({ target: { kind: 'queue', queue } })

describe.each(stores)('triggers by the native API on %s', (_name, makeStore) => {
  test('a trigger is made, shown, changed, listed and ended', async () => {
    const { send } = await openDoor(makeStore)
    await send('PUT', orders)
    const filter = { attributes: { store: ['shop', { prefix: 'kiosk-' }] } }
    const made = await send('PUT', one, { body: toFunction({ filter, maxPerSecond: 5 }) })
    const shown = { queue: 'orders', name: 'one', ...toFunction(), batchSize: 10, batchWindowSeconds: 0 }
    expect(made).toMatchObject({ status: 201, body: { ...shown, timeoutSeconds: 60, filter, maxPerSecond: 5 } })
    const onlyNew = { body: toFunction(), headers: { 'if-none-match': '*' } }
    expect((await send('PUT', one, onlyNew)).body).toMatchObject({ code: 'VersionConflict' })
    expect(await send('PUT', one, { body: toFunction() })).toMatchObject({ status: 200 })
    const { headers, body } = await send('GET', one)
    expect(body).not.toHaveProperty('filter')
    expect(headers.etag).toBe((await send('GET', orders)).headers.etag)
    const change = { body: { filter, maxConcurrency: 3 }, headers: { 'if-match': headers.etag! } }
    expect((await send('PATCH', one, change)).body).toMatchObject({ ...shown, maxConcurrency: 3, filter })
    expect((await send('PATCH', one, change)).body).toMatchObject({ code: 'VersionConflict' })
    expect((await send('PATCH', one, { body: { maxConcurrency: null } })).body).not.toHaveProperty('maxConcurrency')
    await send('PUT', `${orders}/triggers/two`, { body: { target: { kind: 'http', url: 'https://example.com/' } } })
    const { items, nextCursor } = (await send('GET', `${orders}/triggers?limit=1`)).body
    const rest = (await send('GET', `${orders}/triggers?limit=1&cursor=${nextCursor}`)).body
    expect([...items, ...rest.items].map(({ name }: { name: string }) => name)).toEqual(['one', 'two'])
    expect(rest).not.toHaveProperty('nextCursor')
    expect(await send('DELETE', one)).toMatchObject({ status: 204 })
    expect((await send('DELETE', one)).body).toMatchObject({ code: 'TriggerNotFound' })
  })

  test('triggers stay whatever becomes of the settings of their queue, and go with it', async () => {
    const { send } = await openDoor(makeStore)
    await send('PUT', orders)
    await send('PUT', one, { body: toFunction() })
    await send('PUT', orders, { body: { delaySeconds: 1 } })
    await send('PATCH', orders, { body: { waitSeconds: 1 } })
    for (const verb of ['purge', 'pause', 'resume']) await send('POST', `${orders}/${verb}`)
    expect((await send('GET', one)).body).toMatchObject(toFunction())
    await send('DELETE', orders)
    expect((await send('GET', one)).body).toMatchObject({ code: 'QueueNotFound' })
    await send('PUT', orders)
    expect((await send('GET', one)).body).toMatchObject({ code: 'TriggerNotFound' })
  })
})

const [[, memory]] = stores as [[string, (typeof stores)[number][1]]]

test.each([
  [`${orders}/triggers/a.b`, toFunction(), '/path/trigger'],
  [`${orders}/triggers/${'x'.repeat(65)}`, toFunction(), '/path/trigger'],
  [one, {}, '/target'],
  [one, { target: { kind: 'mail' } }, '/target/kind'],
  [one, { target: { kind: 'function', function: 'orders' } }, '/target/function'],
  [one, { target: { kind: 'http', url: 'mailto:ann@example.com' } }, '/target/url'],
  [one, { target: { kind: 'module', path: '../x.ts' } }, '/target/path'],
  [one, toQueue('nowhere'), '/target/queue'],
  [one, toQueue('orders'), '/target/queue'],
  [one, toQueue('~topic/news'), '/target/queue'],
  [one, toFunction({ filter: { attributes: { a: 'b' } } }), '/filter/attributes/a'],
  [one, toFunction({ batchSize: 101 }), '/batchSize'],
  [one, toFunction({ batchWindowSeconds: 301 }), '/batchWindowSeconds'],
  [one, toFunction({ timeoutSeconds: 841 }), '/timeoutSeconds'],
  [one, toFunction({ maxConcurrency: 0 }), '/maxConcurrency'],
  [one, toFunction({ maxPerSecond: 10_001 }), '/maxPerSecond'],
])('PUT %s with %j is refused at %s', async (path, body, pointer) => {
  const { send } = await openDoor(memory)
  await send('PUT', orders)
  const { body: answer } = await send('PUT', path, { body })
  expect(answer).toMatchObject({ code: 'InvalidInput', errors: [{ pointer }] })
})

test('a queue has five triggers, and a sixth is refused', async () => {
  const { send } = await openDoor(memory)
  await send('PUT', orders)
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    expect(await send('PUT', `${orders}/triggers/${name}`, { body: toFunction() })).toMatchObject({ status: 201 })
  const { body } = await send('PUT', one, { body: toFunction() })
  expect(body).toMatchObject({ code: 'InvalidInput', errors: [{ pointer: '/trigger', limit: 5, got: 5 }] })
  expect(await send('PUT', `${orders}/triggers/e`, { body: toFunction() })).toMatchObject({ status: 200 })
})
