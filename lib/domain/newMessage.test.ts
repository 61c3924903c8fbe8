import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { envelopeProblems, type NewMessage, newEnvelopes, readyAtMs, timeProblems } from './newMessage.ts'
import { type FieldProblem, Problem } from './problem.ts'
import { defaultSettings, type QueueSettings } from './queue.ts'

const nowMs = Date.UTC(2026, 0, 1)
const tenYearsMs = limits.delaySecondsMax * 1000

const aMessage = (wish: Partial<NewMessage> = {}): NewMessage => ({ body: Buffer.from('hello'), kind: 'text', ...wish })

/** What is said of each field that is wrong. */
function faultsOf(messages: readonly NewMessage[], settings: QueueSettings = defaultSettings): FieldProblem[] {
  try {
    newEnvelopes(messages, settings, nowMs)
    return []
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    expect(thrown.code).toBe('InvalidInput')
    return [...thrown.extras.fields!]
  }
}

test('an envelope is made of what came, and the times of now', () => {
  const attributes = { colour: { type: 'string', value: 'blue' } } as const
  const [envelope] = newEnvelopes(
    [aMessage({ attributes, delaySeconds: 5, expiresInSeconds: 6 })],
    defaultSettings,
    nowMs,
  )
  expect(envelope).toEqual({
    body: Buffer.from('hello'),
    kind: 'text',
    attributes,
    sentAtMs: nowMs,
    readyAtMs: nowMs + 5_000,
    expiresAtMs: nowMs + 6_000,
  })
})

test('a message that brings no expiry has none', () => {
  expect(newEnvelopes([aMessage()], defaultSettings, nowMs)[0]).not.toHaveProperty('expiresAtMs')
})

test('its own delay wins over the queue’s, with 0 too; a time that has passed means now', () => {
  expect(readyAtMs({}, 7, nowMs)).toBe(nowMs + 7_000)
  expect(readyAtMs({ delaySeconds: 0 }, 7, nowMs)).toBe(nowMs)
  expect(readyAtMs({ deliverAtMs: nowMs + 1 }, 7, nowMs)).toBe(nowMs + 1)
  expect(readyAtMs({ deliverAtMs: nowMs - 1 }, 7, nowMs)).toBe(nowMs)
})

test('a delivery lies at most ten years ahead', () => {
  expect(faultsOf([aMessage({ deliverAtMs: nowMs + tenYearsMs })])).toEqual([])
  expect(faultsOf([aMessage({ deliverAtMs: nowMs + tenYearsMs + 1 })])).toMatchObject([
    {
      path: ['messages', 0, 'deliverAt'],
      limit: new Date(nowMs + tenYearsMs).toISOString(),
      got: new Date(nowMs + tenYearsMs + 1).toISOString(),
    },
  ])
})

test('a time that no calendar holds is refused as the number it is', () => {
  const [problem] = timeProblems({ readyAtMs: 1e17 }, { deliverAtMs: 1e17 }, nowMs)
  expect(problem).toMatchObject({ path: ['deliverAt'], got: 1e17 })
})

test('a message may not expire before it is delivered', () => {
  expect(faultsOf([aMessage({ delaySeconds: 10, expiresInSeconds: 11 })])).toEqual([])
  expect(faultsOf([aMessage({ delaySeconds: 10, expiresInSeconds: 10 })])).toMatchObject([
    { path: ['messages', 0, 'expiresInSeconds'], limit: '> 10', got: 10 },
  ])
})

test('a message takes as many bytes as its queue allows, attributes included', () => {
  const settings = { ...defaultSettings, maxMessageBytes: 1_024 }
  const attributes = { a: { type: 'string', value: 'x' } } as const // 1 + 6 + 1 bytes
  expect(faultsOf([aMessage({ body: Buffer.alloc(1_016), attributes })], settings)).toEqual([])
  expect(faultsOf([aMessage({ body: Buffer.alloc(1_017), attributes })], settings)).toMatchObject([
    { path: ['messages', 0], limit: 1_024, got: 1_025 },
  ])
})

test('all messages of a call together take a mebibyte', () => {
  const half = Buffer.alloc(limits.messageBytesMax / 2)
  expect(faultsOf([aMessage({ body: half }), aMessage({ body: half })])).toEqual([])
  const fault = { path: ['messages'], limit: limits.messageBytesMax, got: limits.messageBytesMax + 5 }
  expect(faultsOf([aMessage({ body: half }), aMessage({ body: half }), aMessage()])).toMatchObject([fault])
})

test('every field that is wrong is named, in any of the messages', () => {
  const faults = faultsOf([
    aMessage(),
    aMessage({ expiresInSeconds: 1, delaySeconds: 2 }),
    aMessage({ body: Buffer.alloc(limits.messageBytesMax + 1), deliverAtMs: nowMs + tenYearsMs + 1 }),
  ])
  expect(faults.map(({ path }) => path)).toEqual([
    ['messages', 1, 'expiresInSeconds'],
    ['messages', 2],
    ['messages', 2, 'deliverAt'],
  ])
})

test('an attribute holds what every protocol can carry; binary ones anything', () => {
  const envelopeOf = (value: string) => ({
    ...newEnvelopes([aMessage()], defaultSettings, nowMs)[0]!,
    attributes: { note: { type: 'string', value } as const },
  })
  for (const fine of ['', '\t\n\r', ' ~', '\ud7ff\ue000\ufffd', '😀'])
    expect(envelopeProblems(envelopeOf(fine), defaultSettings)).toEqual([])
  for (const bad of ['\0', '\b', '\x1f', '\ufffe', '\uffff', '\ud800', 'a\x0bb'])
    expect(envelopeProblems(envelopeOf(bad), defaultSettings)).toMatchObject([
      { path: ['attributes', 'note', 'value'] },
    ])
  const binary = { note: { type: 'binary', value: Uint8Array.of(0, 255) } as const }
  expect(faultsOf([aMessage({ attributes: binary })])).toEqual([])
})
