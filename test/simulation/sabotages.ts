import { priorityOf } from '../../lib/domain/priority.ts'
import type { Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import type { Document, PollOrder, Store } from '../../lib/store/store.ts'
import type { Check } from './chronicle.ts'
import { isWrite } from './request.ts'
import { type Sabotage, type Scene, withMethods } from './scene.ts'
import type { Tamper } from './server.ts'

const worst = 16

/** `seed` is that of the first world in which it is seen, where the usual one does not see it. */
type Broken = { check: Check; how: string; seed?: number } & Sabotage

const isBlockPut = (operation: Operation, input: Input<Operation>): boolean =>
  operation === 'PutItem' && (input as Input<'PutItem'>).Item?.h !== undefined

/** Answers as if it were done. */
const nothing = (): Promise<Output<Operation>> => Promise.resolve({} as Output<Operation>)

const now =
  (tamper: Tamper, share: number) =>
  ({ chance }: Scene): Tamper =>
  (...call) =>
    chance.happens(share) ? tamper(...call) : undefined

const polls =
  (change: (order: PollOrder, scene: Scene) => PollOrder) =>
  (store: Store, scene: Scene): Store =>
    withMethods(store, { poll: (queue, order) => store.poll(queue, change(order, scene)) })

const withoutExpiry = <One extends { expiresAtMs?: number | undefined }>(one: One): One => ({
  ...one,
  expiresAtMs: undefined,
})

const unconditional: Tamper = (operation, input, fake) => {
  const { ConditionExpression } = input as Input<'UpdateItem'>
  if (operation !== 'UpdateItem' || ConditionExpression === undefined) return undefined
  const update = {
    ...(input as Input<'UpdateItem'>),
    ConditionExpression: `(${ConditionExpression}) OR attribute_exists(h)`,
  }
  return fake.call('UpdateItem', update)
}

/** One way to break each promise: a part that does wrong, and the check that has to see it. */
export const sabotages: readonly Broken[] = [
  {
    check: 'lost',
    how: 'a put is answered and not done',
    tamper: now((...call) => (isBlockPut(call[0], call[1]) ? nothing() : undefined), 0.05),
  },
  {
    check: 'lost',
    how: 'a block is deleted by whoever leases it',
    tamper: now((operation, input, fake) => {
      const { Key, TableName, UpdateExpression = '' } = input as Input<'UpdateItem'>
      if (operation !== 'UpdateItem' || !UpdateExpression.startsWith('SET s')) return undefined
      return fake.call('DeleteItem', { Key, TableName })
    }, 0.05),
  },
  { check: 'twoReceipts', how: 'an update takes place whatever its condition says', tamper: now(unconditional, 1) },
  {
    check: 'twoReceipts',
    how: 'an old receipt is told that it is done',
    store: store =>
      withMethods(store, {
        settle: async (queue, settlements) =>
          (await store.settle(queue, settlements)).map(one => (one.kind === 'replaced' ? { kind: 'done' } : one)),
      }),
  },
  {
    check: 'aside',
    how: 'some are moved aside that might be handed out',
    store: polls((order, { chance }) => ({
      ...order,
      judge: (...given) =>
        order.aside !== undefined && chance.happens(0.05)
          ? { kind: 'deadLetter', reason: 'attemptsExhausted' }
          : order.judge(...given),
    })),
  },
  {
    check: 'room',
    how: 'some polls ask for no permits',
    seed: 10,
    store: polls((order, { chance }) => (chance.happens(0.3) ? { ...order, inFlightMax: undefined } : order)),
  },
  { check: 'leasedEarly', how: 'a lease takes place whatever its condition says', tamper: now(unconditional, 1) },
  {
    check: 'attempts',
    how: 'a hand-over is counted twice',
    store: polls(order => ({
      ...order,
      judge: (...given) => {
        const verdict = order.judge(...given)
        return verdict.kind === 'lease' ? { ...verdict, attempts: verdict.attempts + 1 } : verdict
      },
    })),
  },
  {
    check: 'cameBack',
    how: 'a delete is answered and not done',
    tamper: now(operation => (operation === 'DeleteItem' ? nothing() : undefined), 0.2),
  },
  {
    check: 'twoAddresses',
    how: 'of a move only the put is done',
    tamper: now((operation, input, fake) => {
      if (operation !== 'TransactWriteItems') return undefined
      const TransactItems = (input as Input<'TransactWriteItems'>).TransactItems!.filter(({ Put }) => Put)
      return TransactItems.length === 0 ? undefined : fake.call('TransactWriteItems', { TransactItems })
    }, 0.5),
  },
  {
    check: 'stats',
    how: 'one message too many is counted',
    store: store =>
      withMethods(store, {
        stats: async queue => {
          const stats = await store.stats(queue)
          return { ...stats, delayed: stats.delayed + 1 }
        },
      }),
  },
  {
    check: 'lateEmpty',
    how: 'a poll does not look',
    store: (store, { chance }) =>
      withMethods(store, { poll: async (...given) => (chance.happens(0.3) ? [] : store.poll(...given)) }),
  },
  {
    check: 'starved',
    how: 'no poll begins at the worst',
    store: store =>
      withMethods(store, {
        poll: async (queue, order) => {
          for (;;) {
            const leased = await store.poll(queue, order)
            if (order.maxMessages > 1 || leased.every(({ message }) => priorityOf(message.envelope) < worst))
              return leased
            const release = { kind: 'release', ifLapsed: 'accept', delayMs: 0, countAttempt: false } as const
            await store.settle(
              queue,
              leased.map(({ receipt }) => ({ ...release, receipt })),
            )
          }
        },
      }),
  },
  {
    check: 'body',
    how: 'one byte of a body is another',
    store: store =>
      withMethods(store, {
        poll: async (...given) => {
          const leased = await store.poll(...given)
          for (const { message } of leased) message.envelope.body[message.envelope.body.length - 1]! ^= 1
          return leased
        },
      }),
  },
  {
    check: 'expired',
    how: 'a poll knows of no expiry',
    store: store =>
      withMethods(store, {
        poll: async (queue, order) => {
          const judge: PollOrder['judge'] = (candidate, nowMs) => order.judge(withoutExpiry(candidate), nowMs)
          const leased = await store.poll(queue, { ...order, judge })
          return leased.map(({ message, receipt }) => ({
            message: { ...message, envelope: withoutExpiry(message.envelope) },
            receipt,
          }))
        },
      }),
  },
  {
    check: 'purged',
    how: 'a function goes on with the queue as it first saw it',
    purges: true,
    store: (store, _, { clock }) => {
      const known = new Map<string, Document | undefined>()
      const read: Store['documents']['read'] = async (kind, name, ...more) => {
        if (!known.has(name)) known.set(name, await store.documents.read(kind, name, ...more))
        const document = known.get(name)
        return document && { ...document, asOfMs: clock.nowMs() }
      }
      const { documents } = store
      return withMethods(store, {
        documents: {
          read,
          write: (...given) => {
            known.clear()
            return documents.write(...given)
          },
          remove: (...given) => documents.remove(...given),
          list: (...given) => documents.list(...given),
        },
      })
    },
  },
  {
    check: 'answer',
    how: 'a message is not found now and then',
    store: (store, { chance }) =>
      withMethods(store, { find: async (...given) => (chance.happens(0.3) ? undefined : store.find(...given)) }),
  },
  {
    check: 'wakes',
    how: 'what is edited wakes nobody',
    seed: 6,
    store: store =>
      withMethods(store, {
        change: ({ name, uid, generation }, ...given) => store.change({ name, uid, generation }, ...given),
      }),
  },
  {
    check: 'requestKey',
    how: 'request keys are forgotten',
    store: store => withMethods(store, { publish: (queue, envelopes) => store.publish(queue, envelopes) }),
  },
  {
    check: 'order',
    how: 'an answer is turned round',
    seed: 5,
    store: store => withMethods(store, { poll: async (...given) => (await store.poll(...given)).toReversed() }),
  },
  {
    check: 'fault',
    how: 'a write fails with something that nobody knows',
    tamper: now(operation => (isWrite(operation) ? Promise.reject(new Error('what is this')) : undefined), 0.01),
  },
]
