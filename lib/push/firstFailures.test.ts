import { expect, test } from 'vitest'
import { aSource } from '../../test/push/aPush.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Endpoint } from '../domain/topic.ts'
import type { Batch } from './batch.ts'
import { type FirstFailure, tellingFirst } from './firstFailures.ts'
import type { Outcome } from './outcome.ts'

const failed: Outcome = { kind: 'failed', reason: 'answered 500' }
const delivered: Outcome = { kind: 'delivered' }
const message = { envelope: { topic: { name: 'news', messageId: 'M' } } }

const never = new AbortController().signal

/** Deliveries that end as they are told. */
function aTeller() {
  const told: FirstFailure[] = []
  const outcomes: (Outcome | Error)[] = []
  const deliver = tellingFirst(
    async () => {
      const outcome = outcomes.shift()!
      if (outcome instanceof Error) throw outcome
      return [outcome]
    },
    failure => told.push(failure),
  )
  const endAs = (outcome: Outcome | Error, source = aSource('s')) => {
    outcomes.push(outcome)
    return deliver({} as Services, { source, messages: [{ message }] } as unknown as Batch, never)
  }
  return { told, endAs }
}

const sourceTo = (endpoint: Endpoint, updatedAtMs = 0) => {
  const source = aSource('s')
  const { subscription } = source.to
  const settings = { ...subscription.settings, endpoint }
  return { ...source, to: { ...source.to, subscription: { ...subscription, settings, updatedAtMs } } }
}

test('the first failure is told with all its names, the next ones are not until something was delivered', async () => {
  const { told, endAs } = aTeller()
  expect(await endAs(failed)).toEqual([failed])
  await endAs(failed)
  const first = { topic: 'news', subscription: 's', endpoint: 'http://a.example', messageId: 'M' }
  expect(told).toEqual([{ ...first, reason: 'answered 500' }])
  expect(await endAs(delivered)).toEqual([delivered])
  await endAs(new Error('oh'))
  expect(told.slice(1)).toEqual([{ ...first, reason: 'could not be pushed: oh' }])
})

test('of what a target says no more is told than is kept', async () => {
  const { told, endAs } = aTeller()
  await endAs({ kind: 'failed', reason: 'x'.repeat(1_000_000) })
  expect(told.map(({ reason }) => reason.length)).toEqual([limits.nackReasonBytesMax])
})

test('each subscription is told of by itself, and anew once it is changed', async () => {
  const { told, endAs } = aTeller()
  await endAs(failed)
  await endAs(failed, aSource('other'))
  await endAs(failed, sourceTo({ kind: 'queue', queue: 'q' }, 1))
  await endAs(failed, sourceTo({ kind: 'queue', queue: 'q' }, 1))
  expect(told.map(one => ['subscription' in one && one.subscription, one.endpoint])).toEqual([
    ['s', 'http://a.example'],
    ['other', 'http://a.example'],
    ['s', 'q'],
  ])
})

test('what stands in a URL behind its host is not told', async () => {
  const { told, endAs } = aTeller()
  await endAs(failed, sourceTo({ kind: 'http', url: 'https://a.example:8443/hook?token=secret' }))
  expect(told[0]!.endpoint).toBe('https://a.example:8443')
})
