import { describe, expect, test } from 'vitest'
import { type Candidate, expiresAtMs, judge } from './judge.ts'
import { defaultSettings } from './queue.ts'

const sentAtMs = 1_000_000
const settings = { ...defaultSettings, retentionSeconds: 60 }
const aCandidate = (wish: Partial<Candidate> = {}): Candidate => ({
  sentAtMs,
  readyAtMs: sentAtMs,
  attempts: 0,
  ...wish,
})

describe('a message is gone for good', () => {
  const cases: [name: string, wish: Partial<Candidate>, expected: number][] = [
    ['when its retention is over, counted from the publish', {}, sentAtMs + 60_000],
    ['at its own expiry, where that comes first', { expiresAtMs: sentAtMs + 1_000 }, sentAtMs + 1_000],
    ['at its retention, where that comes first', { expiresAtMs: sentAtMs + 61_000 }, sentAtMs + 60_000],
    ['at its retention, also where it was delayed by less', { readyAtMs: sentAtMs + 60_000 }, sentAtMs + 60_000],
    [
      'its retention after the ready time, where the delay reaches past it',
      { readyAtMs: sentAtMs + 60_001 },
      sentAtMs + 120_001,
    ],
    [
      'at its own expiry, however long the delay',
      { readyAtMs: sentAtMs + 90_000, expiresAtMs: sentAtMs + 91_000 },
      sentAtMs + 91_000,
    ],
  ]
  test.each(cases)('%s', (_, wish, expected) => {
    expect(expiresAtMs(aCandidate(wish), settings)).toBe(expected)
  })
})

test('a poll leases what is still good, and counts this hand-over', () => {
  const verdict = judge(aCandidate({ attempts: 2 }), settings, 30_000, sentAtMs + 59_999)
  expect(verdict).toEqual({ kind: 'lease', untilMs: sentAtMs + 89_999, attempts: 3 })
})

test('a poll drops what has expired, from the very millisecond on', () => {
  expect(judge(aCandidate(), settings, 30_000, sentAtMs + 60_000)).toEqual({ kind: 'drop', reason: 'expired' })
})

test('retention is taken from the settings of now: a raise rescues, a cut drops', () => {
  const nowMs = sentAtMs + 100_000
  expect(judge(aCandidate(), { ...settings, retentionSeconds: 120 }, 1, nowMs).kind).toBe('lease')
  expect(judge(aCandidate(), { ...settings, retentionSeconds: 100 }, 1, nowMs).kind).toBe('drop')
})
