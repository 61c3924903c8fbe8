import { describe, expect, test } from 'vitest'
import { anEnvelope, startMs } from '../../test/fixtures.ts'
import type { Envelope } from './envelope.ts'
import type { Message } from './message.ts'
import type { Origin } from './origin.ts'
import { allowance, isWanted, type Redrive, redriven, targetOf, usedRate } from './redrive.ts'

const origin = (wish: Partial<Origin> = {}): Origin => ({
  queue: 'orders',
  reason: 'nacked',
  attempts: 3,
  atMs: startMs,
  ...wish,
})

const aMessage = (wish: Partial<Envelope> = {}): Message => ({
  id: 'id',
  envelope: { ...anEnvelope({ sentAtMs: startMs - 1_000 }), origins: [origin()], ...wish },
  delivery: { visibleAtMs: startMs, attempts: 5, token: 't', leased: false },
})

const aRedrive = (wish: Partial<Redrive> = {}): Redrive => ({
  id: 'r',
  queue: { name: 'dead', uid: 'u', generation: 1 },
  state: 'running',
  toMove: 0,
  moved: 0,
  skipped: 0,
  startedAtMs: startMs,
  ...wish,
})

describe('a rate', () => {
  test('leaves what its second has left, and begins anew with the next', () => {
    const redrive = aRedrive({ messagesPerSecond: 5, second: usedRate(aRedrive(), 2, startMs) })
    expect([0, 999, 1_000].map(ms => allowance(redrive, startMs + ms))).toEqual([3, 3, 5])
    expect(usedRate(redrive, 3, startMs + 999)).toEqual({ at: startMs / 1000, moved: 5 })
    expect(usedRate(redrive, 3, startMs + 1_000)).toEqual({ at: startMs / 1000 + 1, moved: 3 })
  })

  test('is what a step holds where there is none, and never more', () => {
    expect(allowance(aRedrive(), startMs)).toBe(200)
    expect(allowance(aRedrive({ messagesPerSecond: 10_000 }), startMs)).toBe(200)
  })
})

describe('wanted', () => {
  const binary = { blob: { type: 'binary', value: Buffer.from([0, 255]) } } as const
  test.each<[string, Partial<Envelope>, Partial<Redrive>, boolean]>([
    ['is what was there', {}, {}, true],
    ['is what was published there', { origins: undefined }, {}, true],
    ['is what came at the same moment', { origins: [origin({ atMs: startMs })] }, {}, true],
    ['is not what came later', { origins: [origin({ atMs: startMs + 1 })] }, {}, false],
    ['is not what was published later', { origins: undefined, sentAtMs: startMs + 1 }, {}, false],
    [
      'is what an earlier one moved',
      { origins: [origin({ queue: 'dead', reason: 'redriven', atMs: startMs - 1 })] },
      {},
      true,
    ],
    ['is not what it moved itself', { origins: [origin({ queue: 'dead', reason: 'redriven' }), origin()] }, {}, false],
    ['is what another queue’s moved', { origins: [origin({ queue: 'other', reason: 'redriven' })] }, {}, true],
    ['is what came for the reason', {}, { reason: 'nacked' }, true],
    ['is not what came for another', {}, { reason: 'expired' }, false],
    ['is not what came for none', { origins: undefined }, { reason: 'expired' }, false],
    ['is what has the bytes', { attributes: binary }, { attributes: { blob: 'AP8=' } }, true],
    ['is not what has other bytes', { attributes: binary }, { attributes: { blob: 'AP' } }, false],
    ['is not what has an attribute by inheritance', {}, { attributes: { constructor: '' } }, false],
  ])('%s', (_, message, redrive, expected) => {
    expect(isWanted(aMessage(message), aRedrive(redrive))).toBe(expected)
  })
})

test('a message goes where it is said, else where it came from last', () => {
  const message = aMessage({ origins: [origin({ queue: 'first' }), origin({ queue: 'last' })] })
  expect(targetOf(message, {})).toBe('last')
  expect(targetOf(message, { to: 'there' })).toBe('there')
  expect(targetOf(aMessage({ origins: undefined }), {})).toBeUndefined()
})

test('a redriven message says all that it said, and what was with it', () => {
  const envelope = { priority: 3, readyAtMs: startMs - 500, originId: 'before', rest: { groupId: 'g' } }
  const next = redriven(aMessage(envelope), 'dead', startMs + 7)
  expect(next).toEqual({
    ...aMessage(envelope).envelope,
    originId: 'id',
    retainedFromMs: startMs + 7,
    origins: [origin(), { queue: 'dead', reason: 'redriven', attempts: 5, atMs: startMs + 7 }],
  })
})
