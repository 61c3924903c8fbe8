import { describe, expect, test } from 'vitest'
import { aLeased, broken, FakeQueue, json, ManualTime, problem, type Reply, settled } from './fixtures.ts'
import { type Handler, type LeasedMessage, type Outcome, SluiceClient, Worker, type WorkerOptions } from './index.ts'

const leased = (...numbers: number[]): Response => json({ messages: numbers.map(n => aLeased(n)) })

/** A handler whose ends the test decides. */
class Hands {
  readonly open = new Map<string, { end: () => void; fail: (error: Error) => void; signal: AbortSignal }>()
  handler: Handler = (message, { signal }) =>
    new Promise((end, fail) => {
      this.open.set(message.id, { end, fail, signal })
    })
}

function start(polls: Reply[], handler: Handler, options: WorkerOptions = {}) {
  const queue = new FakeQueue(polls)
  const time = new ManualTime()
  const client = new SluiceClient({ url: 'http://sluice.test', fetch: queue.fetch, time, random: () => 0.5 })
  const events: unknown[][] = []
  const onSettled = ({ id }: LeasedMessage, outcome: Outcome) => events.push([id, outcome])
  const onError = (error: unknown) => events.push(['error', (error as Error).message])
  const worker = new Worker(client, 'orders', handler, { onSettled, onError, ...options })
  return { queue, time, worker, events, running: worker.run() }
}

/** Lets the gathering time of acks and heartbeats pass. */
async function gathered(time: ManualTime): Promise<void> {
  await settled()
  time.advance(2)
  await settled()
}

describe('settling', () => {
  test('a handler that returns acks, one that throws nacks with its words', async () => {
    const handler: Handler = ({ id }) => {
      if (id === 'm2') throw new Error('no such customer')
    }
    const run = start([leased(1, 2)], handler, { concurrency: 2, nackDelaySeconds: 7 })
    await gathered(run.time)
    expect(run.queue.of('ack')).toEqual([{ receipts: ['r1'] }])
    expect(run.queue.of('nack')).toEqual([{ receipts: ['r2'], delaySeconds: 7, reason: 'no such customer' }])
    expect(run.events.toSorted()).toEqual([
      ['error', 'no such customer'],
      ['m1', 'acked'],
      ['m2', 'nacked'],
    ])
    run.worker.stop()
    await run.running
  })

  test('leaves it to the retry policies how long a message rests, unless told otherwise', async () => {
    const handler: Handler = () => {
      throw new Error('no')
    }
    const run = start([leased(1)], handler, { nackDefaultDelaySeconds: 5 })
    await gathered(run.time)
    expect(run.queue.of('nack')).toEqual([{ receipts: ['r1'], defaultDelaySeconds: 5, reason: 'no' }])
    run.worker.stop()
    await run.running
  })

  test('settles also when nobody listens', async () => {
    const handler: Handler = ({ id }) => {
      if (id === 'm2') throw new Error('no')
    }
    const run = start([leased(1, 2)], handler, { concurrency: 2, onSettled: undefined, onError: undefined })
    await gathered(run.time)
    expect(run.queue.of('ack')).toEqual([{ receipts: ['r1'] }])
    expect(run.queue.of('nack')).toHaveLength(1)
    run.worker.stop()
    await run.running
  })

  test('acks of messages that end together go as one request', async () => {
    const run = start([leased(1, 2, 3)], () => {}, { concurrency: 3 })
    await gathered(run.time)
    expect(run.queue.of('ack')).toEqual([{ receipts: ['r1', 'r2', 'r3'] }])
    run.worker.stop()
    await run.running
  })

  test('an ack that comes too late is reported as it is', async () => {
    const run = start([leased(1)], () => {})
    run.queue.outcomes.ack = 'replaced'
    await gathered(run.time)
    expect(run.events).toEqual([['m1', 'replaced']])
    run.worker.stop()
    await run.running
  })
})

describe('hands', () => {
  test('asks for no more than it has free hands, and never for more than 16', async () => {
    const hands = new Hands()
    const run = start([leased(1, 2)], hands.handler, { concurrency: 20, waitSeconds: 9, visibilityTimeoutSeconds: 12 })
    await settled()
    expect(run.queue.of('poll')).toEqual([
      { maxMessages: 16, waitSeconds: 9, visibilityTimeoutSeconds: 12 },
      { maxMessages: 16, waitSeconds: 9, visibilityTimeoutSeconds: 12 },
    ])
    run.worker.stop()
    for (const { end } of hands.open.values()) end()
    await gathered(run.time)
    await run.running
  })

  test('does not poll while every hand is busy', async () => {
    const hands = new Hands()
    const run = start([leased(1, 2)], hands.handler, { concurrency: 2 })
    await settled()
    expect(run.queue.of('poll')).toHaveLength(1)
    hands.open.get('m1')!.end()
    await gathered(run.time)
    expect(run.queue.of('poll')).toMatchObject([{ maxMessages: 2 }, { maxMessages: 1 }])
    run.worker.stop()
    hands.open.get('m2')!.end()
    await gathered(run.time)
    await run.running
  })
})

describe('heartbeat', () => {
  test('every third of a lease the leases of running handlers are renewed, in one request', async () => {
    const hands = new Hands()
    const run = start([leased(1, 2)], hands.handler, { concurrency: 2, visibilityTimeoutSeconds: 30 })
    await settled()
    for (let beat = 0; beat < 2; beat++) {
      run.time.advance(10_000)
      await gathered(run.time)
    }
    const renewal = { receipts: ['r1', 'r2'], visibilityTimeoutSeconds: 30 }
    expect(run.queue.of('extend')).toEqual([renewal, renewal])
    expect(hands.open.get('m1')!.signal.aborted).toBe(false)
    run.worker.stop()
    for (const { end } of hands.open.values()) end()
    await gathered(run.time)
    await run.running
  })

  test('a lost lease aborts the handler’s signal and is not renewed again', async () => {
    const hands = new Hands()
    const run = start([leased(1)], hands.handler, { visibilityTimeoutSeconds: 3 })
    run.queue.outcomes.extend = 'replaced'
    await settled()
    for (let beat = 0; beat < 2; beat++) {
      run.time.advance(1_000)
      await gathered(run.time)
    }
    expect(hands.open.get('m1')!.signal.reason).toMatchObject({ message: 'the lease is lost: replaced' })
    expect(run.queue.of('extend')).toHaveLength(1)
    run.worker.stop()
    hands.open.get('m1')!.end()
    await gathered(run.time)
    await run.running
  })

  test('a lease that is not renewed again is lost when it ends, though nobody says so', async () => {
    const hands = new Hands()
    const run = start([leased(1)], hands.handler, { visibilityTimeoutSeconds: 3 })
    await settled()
    run.time.advance(1_000)
    await gathered(run.time) // renewed at 1,002
    run.queue.refusals.extend = broken('ECONNRESET')
    run.time.advance(2_999)
    await settled()
    const { signal, end } = hands.open.get('m1')!
    expect(signal.aborted).toBe(false)
    run.time.advance(1)
    expect(signal.reason).toMatchObject({ message: 'the lease is lost: not renewed in time' })
    run.worker.stop()
    end()
    await gathered(run.time)
    await run.running
  })

  test('stops with the worker', async () => {
    const run = start([], () => {})
    await settled()
    run.worker.stop()
    await run.running
    expect(run.time.alarms).toBe(0)
  })
})

describe('failures', () => {
  test('a passing one is reported and waited out, longer each time', async () => {
    const polls = [broken('ECONNRESET'), broken('ECONNRESET'), leased(1)]
    const hands = new Hands()
    const run = start(polls, hands.handler)
    await settled()
    expect(run.events).toEqual([['error', 'no answer from http://sluice.test: connect ECONNRESET']])
    run.time.advance(50)
    await settled()
    run.time.advance(99)
    await settled()
    expect(run.queue.of('poll')).toHaveLength(2)
    run.time.advance(1)
    await settled()
    expect([...hands.open.keys()]).toEqual(['m1'])
    run.worker.stop()
    hands.open.get('m1')!.end()
    await gathered(run.time)
    await run.running
  })

  test('one that will not pass ends the worker, after the running handlers', async () => {
    const hands = new Hands()
    const run = start([leased(1), problem('QueueNotFound', 404)], hands.handler, { concurrency: 2 })
    await settled()
    hands.open.get('m1')!.end()
    const ended = expect(run.running).rejects.toThrow('QueueNotFound')
    await gathered(run.time)
    await ended
    expect(run.queue.of('ack')).toEqual([{ receipts: ['r1'] }])
  })

  test('an ack that fails is reported and the work goes on', async () => {
    const run = start([leased(1)], () => {})
    run.queue.refusals.ack = problem('Forbidden', 403)
    await gathered(run.time)
    expect(run.events).toEqual([['error', 'Refused: Forbidden']])
    expect(run.queue.of('poll')).toHaveLength(2)
    run.worker.stop()
    await run.running
  })
})

describe('stopping', () => {
  test('ends the waiting poll', async () => {
    const run = start([], () => {})
    await settled()
    run.worker.stop()
    await run.running
    expect(run.queue.sent.map(({ signal }) => signal.aborted)).toEqual([true])
  })

  test('waits for the running handlers and their acks', async () => {
    const hands = new Hands()
    const run = start([leased(1)], hands.handler, { concurrency: 2 })
    await settled()
    run.worker.stop()
    let hasEnded = false
    const ended = run.running.then(() => {
      hasEnded = true
    })
    await settled()
    expect(hasEnded).toBe(false)
    hands.open.get('m1')!.end()
    await gathered(run.time)
    await ended
    expect(run.events).toEqual([['m1', 'acked']])
    expect(run.queue.of('poll')).toHaveLength(2)
    expect(run.time.alarms).toBe(0)
  })

  test('when empty: polls without waiting, looks again after running handlers, then stops by itself', async () => {
    const hands = new Hands()
    const options = { stopWhenEmpty: true, concurrency: 2 }
    const run = start([leased(1), json({ messages: [] }), json({ messages: [] })], hands.handler, options)
    await settled()
    expect(run.queue.of('poll')).toHaveLength(2)
    hands.open.get('m1')!.end()
    await gathered(run.time)
    await run.running
    expect(run.queue.of('poll')).toHaveLength(3)
    expect(run.queue.of('poll')[0]).toMatchObject({ waitSeconds: 0 })
  })

  test('when empty: a failed poll does not count as empty', async () => {
    const run = start([broken('ECONNRESET'), json({ messages: [] })], () => {}, { stopWhenEmpty: true })
    await settled()
    run.time.advance(50)
    await run.running
    expect(run.queue.of('poll')).toHaveLength(2)
  })
})
