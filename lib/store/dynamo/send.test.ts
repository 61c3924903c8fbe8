import { describe, expect, test } from 'vitest'
import { ScriptedDynamo } from '../../../test/dynamo/scripted.ts'
import { aContext, startMs } from '../../../test/fixtures.ts'
import { VirtualClock } from '../../clock.ts'
import { Problem } from '../../domain/problem.ts'
import { Send } from './send.ts'

const get = { TableName: 'messages', Key: { p: { S: 'a' }, s: { S: '.' } } }
const item = { ...get.Key, n: { N: '1' } }

/** Time goes on as soon as somebody sleeps; how long they slept is kept. */
class HastyClock extends VirtualClock {
  readonly sleptMs: number[] = []

  override wakeAt(atMs: number, wake: () => void) {
    this.sleptMs.push(atMs - this.nowMs())
    queueMicrotask(() => this.advanceMs(Math.max(0, atMs - this.nowMs())))
    return super.wakeAt(atMs, wake)
  }
}

function aSend(...script: ConstructorParameters<typeof ScriptedDynamo>) {
  const dynamo = new ScriptedDynamo(...script)
  const wall = new HastyClock(startMs)
  return { dynamo, wall, send: new Send(dynamo, { wall, random: aContext().random }) }
}

const cancelled = (...codes: string[]) => ({
  name: 'TransactionCanceledException',
  CancellationReasons: codes.map(Code => (Code === 'ConditionalCheckFailed' ? { Code, Item: item } : { Code })),
})

test('an answer is handed on, after one attempt', async () => {
  const { send, dynamo } = aSend({ Item: item })
  expect(await send.call('GetItem', get)).toEqual({ kind: 'done', output: { Item: item }, repeated: false })
  expect(dynamo.calls).toEqual([['GetItem', get]])
})

test('a condition that does not hold is an answer, with what stands there', async () => {
  const { send, dynamo } = aSend({ name: 'ConditionalCheckFailedException', Item: item })
  expect(await send.call('PutItem', { TableName: 'messages', Item: item })).toEqual({
    kind: 'refused',
    items: [item],
    repeated: false,
  })
  expect(dynamo.calls).toHaveLength(1)
})

test('where nothing stands in the way of a condition there is no item', async () => {
  const { send } = aSend({ name: 'ConditionalCheckFailedException' })
  expect(await send.call('DeleteItem', get)).toEqual({ kind: 'refused', items: [undefined], repeated: false })
})

describe('each failure has its fate', () => {
  const again = [
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'LimitExceededException',
    'TransactionConflictException',
    'TransactionInProgressException',
    'ReplicatedWriteConflictException',
  ]
  const unclear = ['TimeoutError', 'InternalServerError', 'ServiceUnavailable', 'InternalFailure']

  test.each(again)('%s: it did not happen, and is sent again', async name => {
    const { send, dynamo } = aSend({ name }, {})
    expect(await send.call('DeleteItem', get)).toEqual({ kind: 'done', output: {}, repeated: false })
    expect(dynamo.calls).toHaveLength(2)
  })

  test.each(unclear)('%s: it may have happened, and is sent again', async name => {
    const { send, dynamo } = aSend({ name }, {})
    expect(await send.call('DeleteItem', get)).toEqual({ kind: 'done', output: {}, repeated: true })
    expect(dynamo.calls).toEqual([
      ['DeleteItem', get],
      ['DeleteItem', get],
    ])
  })

  test.each(unclear)('%s: what is refused afterwards may be our own work', async name => {
    const { send } = aSend(
      { name },
      { name: 'ThrottlingException' },
      { name: 'ConditionalCheckFailedException', Item: item },
    )
    expect(await send.call('DeleteItem', get)).toEqual({ kind: 'refused', items: [item], repeated: true })
  })

  test.each([
    'ResourceNotFoundException',
    'ValidationException',
    'AccessDeniedException',
    'CredentialsProviderError',
    'ItemCollectionSizeLimitExceededException',
    'TypeError',
  ])('%s is a fault, thrown as it came', async name => {
    const { send, dynamo } = aSend({ name })
    const failure = await send.call('DeleteItem', get).catch(error => error)
    expect(failure).toBe(dynamo.thrown[0])
    expect(dynamo.calls).toHaveLength(1)
  })
})

describe('a transaction is judged by what stood in its way', () => {
  const call = (send: Send) => send.call('TransactWriteItems', { TransactItems: [] })

  test('a condition: refused, with an item for each action', async () => {
    const { send } = aSend(cancelled('None', 'ConditionalCheckFailed', 'None'))
    expect(await call(send)).toEqual({ kind: 'refused', items: [undefined, item, undefined], repeated: false })
  })

  test('another transaction: again, also where a condition did not hold, for it may hold then', async () => {
    const { send, dynamo } = aSend(cancelled('TransactionConflict', 'ConditionalCheckFailed'), {})
    expect(await call(send)).toMatchObject({ kind: 'done', repeated: false })
    expect(dynamo.calls).toHaveLength(2)
  })

  test.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])('%s: throttled', async code => {
    const { send } = aSend(cancelled('ConditionalCheckFailed', code))
    const reply = await send.call('TransactWriteItems', { TransactItems: [] }, { stopWhenThrottled: true })
    expect(reply).toEqual({ kind: 'throttled' })
  })

  test.each([['ValidationError'], ['ItemCollectionSizeLimitExceeded']])('%s: a fault', async code => {
    const { send, dynamo } = aSend(cancelled('None', code))
    expect(await call(send).catch(error => error)).toBe(dynamo.thrown[0])
  })

  test('a cancellation without reasons: a fault', async () => {
    const { send, dynamo } = aSend({ name: 'TransactionCanceledException' })
    expect(await call(send).catch(error => error)).toBe(dynamo.thrown[0])
  })
})

describe('who has another place to go to', () => {
  const elsewhere = { stopWhenThrottled: true }

  test('is told of a throttle at once', async () => {
    const { send, dynamo } = aSend({ name: 'ThrottlingException' })
    expect(await send.call('DeleteItem', get, elsewhere)).toEqual({ kind: 'throttled' })
    expect(dynamo.calls).toHaveLength(1)
  })

  test('stays once an attempt may have happened: going elsewhere would make two of one', async () => {
    const { send } = aSend({ name: 'TimeoutError' }, { name: 'ThrottlingException' }, {})
    expect(await send.call('DeleteItem', get, elsewhere)).toEqual({ kind: 'done', output: {}, repeated: true })
  })
})

test.each(['ThrottlingException', 'TimeoutError', 'TransactionConflictException'])(
  'after six attempts in vain (%s) the store is busy',
  async name => {
    const { send, dynamo, wall } = aSend(...Array.from({ length: 9 }, () => ({ name })))
    const failure = await send.call('DeleteItem', get).catch(error => error)
    expect(failure).toEqual(new Problem('StoreBusy'))
    expect(dynamo.calls).toHaveLength(6)
    expect(wall.sleptMs).toHaveLength(5)
  },
)

test('what is worth one try is tried once', async () => {
  const { send, dynamo, wall } = aSend({ name: 'TimeoutError' })
  await expect(send.call('DeleteItem', get, { attempts: 1 })).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(dynamo.calls).toHaveLength(1)
  expect(wall.sleptMs).toEqual([])
})

test('pauses double up to half a second, at random from next to nothing', async () => {
  const wall = new HastyClock(startMs)
  const pauses = async (fill: number, ...attempts: number[]) => {
    wall.sleptMs.length = 0
    const send = new Send(new ScriptedDynamo(), { wall, random: { bytes: count => new Uint8Array(count).fill(fill) } })
    for (const attempt of attempts) await send.pause(attempt)
    return [...wall.sleptMs]
  }
  expect(await pauses(0xff, 1, 2, 3, 5, 6, 60)).toEqual([20, 40, 80, 320, 500, 500])
  expect(await pauses(0, 1, 6)).toEqual([1, 1])
})

test('chance is spread over what may be picked, and never falls outside', () => {
  const { send } = aSend()
  const picks = Array.from({ length: 300 }, () => send.pick(3))
  expect(new Set(picks)).toEqual(new Set([0, 1, 2]))
})

test('a list is gone through from anywhere, and none is left out', () => {
  const { send } = aSend()
  const turns = Array.from({ length: 300 }, () => send.turned(['a', 'b', 'c']).join(''))
  expect(new Set(turns)).toEqual(new Set(['abc', 'bca', 'cab']))
  expect(send.turned([])).toEqual([])
})

describe('a read', () => {
  test('is answered with what was found', async () => {
    const { send } = aSend({ name: 'ThrottlingException' }, { Item: item })
    expect(await send.read('GetItem', get)).toEqual({ Item: item })
  })

  test('cannot be refused: that would be a fault', async () => {
    const { send } = aSend({ name: 'ConditionalCheckFailedException' })
    await expect(send.read('GetItem', get)).rejects.toThrow('GetItem was refused')
  })
})
