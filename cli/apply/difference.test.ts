import { expect, test } from 'vitest'
import type { QueueSettings, QueueView } from '../../client/index.ts'
import { changeOf, differences } from './difference.ts'

const standing: QueueView = {
  name: 'orders.fifo',
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  waitSeconds: 0,
  maxMessageBytes: 1_048_576,
  ordered: { deduplication: { contentBased: false, windowSeconds: 300, scope: 'queue' } },
  deadLetter: { queue: 'dead.fifo', maxAttempts: 5, expired: true },
  retry: { kind: 'fixed', delaySeconds: 30, jitter: 0.5 },
  paused: false,
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
}

test.each<QueueSettings>([
  {},
  { waitSeconds: 0 },
  { ordered: {} },
  { ordered: { deduplication: { windowSeconds: 300 } } },
  { ordered: { parkAfterAttempts: null } },
  { deadLetter: { maxAttempts: 5, queue: 'dead.fifo' } },
  { retry: { delaySeconds: 30, jitter: 0.5, kind: 'fixed' } },
  { maxInFlight: null },
])('%j is so', wanted => expect(differences(wanted, standing)).toEqual([]))

test.each<[QueueSettings, string, unknown, unknown]>([
  [{ waitSeconds: 20, delaySeconds: 0 }, 'waitSeconds', 0, 20],
  [{ ordered: { deduplication: { contentBased: true } } }, 'ordered.deduplication.contentBased', false, true],
  [{ ordered: { parkAfterAttempts: 3 } }, 'ordered.parkAfterAttempts', undefined, 3],
  [{ deadLetter: { queue: 'dead.fifo', maxAttempts: 6 } }, 'deadLetter.maxAttempts', 5, 6],
  [{ deadLetter: null }, 'deadLetter', standing.deadLetter, undefined],
  [{ maxInFlight: 7 }, 'maxInFlight', undefined, 7],
  [{ retry: null }, 'retry', standing.retry, undefined],
])('%j is not: %s', (wanted, path, from, to) => {
  const found = differences(wanted, standing)
  expect(found).toEqual([{ path, from, to }])
  const name = path.split('.')[0] as keyof QueueSettings
  expect(changeOf(wanted, found)).toEqual({ [name]: wanted[name] })
})

test('a retry policy is one thing: what it does not name is not left', () => {
  const retry = { kind: 'fixed', delaySeconds: 30 } as const
  expect(differences({ retry }, standing)).toMatchObject([{ path: 'retry', to: retry }])
})
