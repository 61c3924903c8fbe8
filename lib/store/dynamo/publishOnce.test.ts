import { describe, expect, test } from 'vitest'
import { aTools, kept } from '../../../test/dynamo/aTools.ts'
import { aContext, anEnvelope, aQueue, startMs } from '../../../test/fixtures.ts'
import type { RequestKey } from '../store.ts'
import { decodeBlock, idOf } from './block.ts'
import type { Input } from './dynamo.ts'
import { scopeOf } from './keys.ts'
import { publish } from './publish.ts'

const queue = aQueue()
const aKey = (wish: Partial<RequestKey> = {}): RequestKey => ({
  key: 'key',
  fingerprint: 'print',
  keepUntilMs: startMs + 60_000,
  ...wish,
})

function aPublisher(scene = aTools()) {
  const send = (request = aKey(), ...bodies: string[]) =>
    publish(
      scene.tools,
      queue,
      (bodies.length > 0 ? bodies : ['one', 'two']).map((body, at) => anEnvelope({ body, delayMs: at })),
      request,
    )
  const stored = () => kept(scene.dynamo, 'block').map(decodeBlock)
  const ids = () => stored().flatMap(block => block.entries.map(entry => idOf(block, entry)))
  return { ...scene, send, stored, ids }
}

/** Another process on the same table. */
function beside({ dynamo }: ReturnType<typeof aTools>) {
  const scene = aTools(Object.assign(aTools().dynamo, { fake: dynamo.fake }), aContext(8))
  return aPublisher(scene)
}

const published = (ids: readonly string[]) => ({ kind: 'published', results: ids.map(id => ({ kind: 'stored', id })) })

test('a request and all its messages are one transaction', async () => {
  const { send, dynamo, ids } = aPublisher()
  expect(await send()).toEqual(published(ids()))
  expect(ids()).toHaveLength(2)
  expect(dynamo.calls).toEqual(['GetItem', 'TransactWriteItems'])
})

test('the same request is answered with the same ids, whatever has become of the messages', async () => {
  const publisher = aPublisher()
  const first = await publisher.send()
  for (const { key } of publisher.stored())
    await publisher.dynamo.fake.call('DeleteItem', { TableName: 'messages', Key: { p: { S: key.p }, s: { S: key.s } } })
  expect(await publisher.send()).toEqual(first)
  expect(await beside(publisher).send()).toEqual(first)
  expect(publisher.stored()).toEqual([])
})

test('the same key for something else is refused, and stores nothing', async () => {
  const { send, stored } = aPublisher()
  await send()
  expect(await send(aKey({ fingerprint: 'another' }))).toEqual({ kind: 'requestKeyReused' })
  expect(stored()).toHaveLength(2)
})

test('another key, or another queue, is another request', async () => {
  const { send, tools, stored } = aPublisher()
  await send()
  await send(aKey({ key: 'other' }))
  await publish(tools, { ...queue, generation: 2 }, [anEnvelope()], aKey())
  expect(stored()).toHaveLength(5)
})

describe('a key is forgotten', () => {
  test.each([
    [-1, 2],
    [0, 4],
  ])('when its time is over: %d ms after it there are %d blocks', async (afterMs, blocks) => {
    const { send, clock, stored } = aPublisher()
    await send()
    clock.advanceMs(60_000 + afterMs)
    await send(aKey({ keepUntilMs: startMs + 120_000 }))
    expect(stored()).toHaveLength(blocks)
  })

  test('and may then stand for something else', async () => {
    const { send, clock } = aPublisher()
    await send()
    clock.advanceMs(60_000)
    expect(await send(aKey({ fingerprint: 'another', keepUntilMs: startMs + 120_000 }))).toMatchObject({
      kind: 'published',
    })
    expect(await send()).toEqual({ kind: 'requestKeyReused' })
  })

  test('by TTL not before its time', async () => {
    const { send, dynamo } = aPublisher()
    await send(aKey({ keepUntilMs: startMs + 60_001 }))
    const [record] = kept(dynamo, 'i')
    expect(Number(record!.t!.N) * 1000).toBeGreaterThanOrEqual(startMs + 60_001)
  })
})

describe('a reply that was lost', () => {
  test.each(['loseReply', 'TimeoutError'])('(%s) is no second publish', async fate => {
    const { send, dynamo, ids } = aPublisher()
    const tokens: unknown[] = []
    dynamo.before = async (operation, input) => {
      if (operation !== 'TransactWriteItems') return 'goOn'
      if (tokens.push((input as { ClientRequestToken?: string }).ClientRequestToken) > 1) return 'goOn'
      if (fate === 'loseReply') return 'loseReply'
      throw Object.assign(new Error('no answer'), { name: fate })
    }
    expect(await send()).toEqual(published(ids()))
    expect(ids()).toHaveLength(2)
    // DynamoDB knows the repetition by its token.
    expect(tokens).toEqual([tokens[0], tokens[0]])
    expect(tokens[0]).toMatch(/^.{32}$/)
  })

  test('and a caller who tries again later gets the ids of the first', async () => {
    const publisher = aPublisher()
    publisher.dynamo.before = async operation => (operation === 'TransactWriteItems' ? 'loseReply' : 'goOn')
    let calls = 0
    const { fake } = publisher.dynamo
    const call = fake.call.bind(fake)
    fake.call = async (operation, input) => {
      if (operation === 'TransactWriteItems' && calls++ > 0)
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError' })
      return call(operation, input)
    }
    await expect(publisher.send()).rejects.toMatchObject({ code: 'StoreBusy' })
    Object.assign(fake, { call })
    expect(await beside(publisher).send()).toEqual(published(publisher.ids()))
    expect(publisher.ids()).toHaveLength(2)
  })
})

test('of two that race with one key, one stores and both say so', async () => {
  const one = aPublisher()
  const other = beside(one)
  let first: unknown
  one.dynamo.before = async operation => {
    if (operation === 'TransactWriteItems') first ??= await other.send()
    return 'goOn'
  }
  expect(await one.send()).toEqual(first)
  expect(one.stored()).toHaveLength(2)
})

test('a transaction that meets another one is tried again', async () => {
  const { send, dynamo, stored } = aPublisher()
  let tries = 0
  dynamo.before = async operation => {
    if (operation !== 'TransactWriteItems' || ++tries > 2) return 'goOn'
    const CancellationReasons = [{ Code: 'TransactionConflict' }, { Code: 'None' }]
    throw Object.assign(new Error('met another'), { name: 'TransactionCanceledException', CancellationReasons })
  }
  expect(await send()).toMatchObject({ kind: 'published' })
  expect(stored()).toHaveLength(2)
})

test('a block in the way, with nothing known of the request, is not taken for ours', async () => {
  const { tools, stored } = aPublisher()
  const withSameLuck = () => ({ ...tools, mint: aTools().tools.mint })
  await publish(withSameLuck(), queue, [anEnvelope()])
  const second = publish(withSameLuck(), queue, [anEnvelope({ body: 'another' })], aKey())
  await expect(second).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(stored()).toHaveLength(1)
  // Nobody was throttled.
  expect(tools.book.known(scopeOf(queue)).open).toBe(1)
})

describe('a queue whose publishers all use request keys', () => {
  test('gets more lanes where one takes more than 250 blocks a second', async () => {
    const { send, tools } = aPublisher()
    for (let n = 0; n < 250; n++) await send(aKey({ key: `${n}` }), 'one')
    expect(tools.book.known(scopeOf(queue)).open).toBe(1)
    await send(aKey({ key: 'one more' }), 'one')
    expect(tools.book.known(scopeOf(queue)).open).toBe(2)
  })

  test('gets more lanes where it is throttled, and goes to another one', async () => {
    const { send, dynamo, tools, ids } = aPublisher()
    await tools.book.change(scopeOf(queue), lanes => ({ ...lanes, open: 2, before: 2 }))
    let busy: string | undefined
    dynamo.before = async (operation, input) => {
      if (operation !== 'TransactWriteItems') return 'goOn'
      const lane = (input as Input<'TransactWriteItems'>).TransactItems![1]!.Put!.Item!.p!.S!
      busy ??= lane
      if (lane !== busy) return 'goOn'
      const CancellationReasons = [{ Code: 'None' }, { Code: 'ThrottlingError' }, { Code: 'None' }]
      throw Object.assign(new Error('too much'), { name: 'TransactionCanceledException', CancellationReasons })
    }
    expect(await send()).toEqual(published(ids()))
    expect(dynamo.calls.filter(call => call === 'TransactWriteItems')).toHaveLength(2)
    expect(tools.book.known(scopeOf(queue)).open).toBe(4)
  })
})

test('bodies come before the transaction', async () => {
  const { send, dynamo, bodies } = aPublisher()
  await send(
    aKey(),
    Buffer.from(aContext().random.bytes(2_000)).toString('hex'),
    Buffer.from(aContext().random.bytes(9_000)).toString('hex'),
  )
  expect(dynamo.calls).toEqual(['PutItem', 'GetItem', 'TransactWriteItems'])
  expect(bodies.keys()).toHaveLength(1)
})

test('the key itself, which is the caller’s, is not kept', async () => {
  const { send, dynamo } = aPublisher()
  await send(aKey({ key: 'a secret of the caller' }))
  expect(JSON.stringify(kept(dynamo, 'i'))).not.toContain('secret')
})
