import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aBlock } from '../../../test/dynamo/aBlock.ts'
import { anEnvelope, aQueue, startMs } from '../../../test/fixtures.ts'
import { seededRandom } from '../../random.ts'
import { encodeBlock, type Item, itemBytes } from './block.ts'
import { planBody } from './bodyPlace.ts'
import { blockKey, scopeOf } from './keys.ts'
import { encodeSlot } from './slot.ts'
import { wakeName, wakeOf } from './wakeRecord.ts'

const queue = { ...aQueue(), generation: 37 }
const nonce = '0123456789abcd'
const key = blockKey(scopeOf(queue), { level: 8.5, lane: 63, readyAtMs: startMs, nonce })
const image = (wish: Partial<Item> = {}): Item => ({
  ...encodeBlock(aBlock([anEnvelope(), anEnvelope()], { key, wakes: queue.name })),
  ...(wish as Item),
})
const wake = { queue: queue.name, uid: queue.uid, generation: 37, visibleAtMs: startMs }

/** A slot of one that waits until then. */
const waiting = (visibleAtMs: number): Item[string] => ({
  S: encodeSlot({ token: 'AbCdEfGh', leased: false, visibleAtMs, attempts: 3 }),
})

test('only of a queue with pushers it is said who wakes', () => {
  expect(wakeName(queue)).toBeUndefined()
  expect(wakeName({ ...queue, wakes: false })).toBeUndefined()
  expect(wakeName({ ...queue, wakes: true })).toBe(queue.name)
})

describe('what an image of the stream wakes', () => {
  test('a block of fresh messages, when it is ready', () => expect(wakeOf(image())).toEqual(wake))

  test('the first that may be had of those that wait', () => {
    const later = { s0: waiting(startMs + 9_000), s1: waiting(startMs + 5_000) }
    expect(wakeOf(image(later))).toEqual({ ...wake, visibleAtMs: startMs + 5_000 })
  })

  test('a block of a newer release, whose heads say something else', () =>
    expect(wakeOf(image({ h: { S: '7.of.the.future' }, zz: { BOOL: true } }))).toEqual(wake))

  test.each([
    ['an item without a name', { w: undefined }],
    ['an empty name', { w: { S: '' } }],
    ['a name that is no text', { w: { N: '1' } }],
    ['no partition key', { p: undefined }],
    ['no sort key', { s: undefined }],
    ['a partition of no queue', { p: { S: 'b.x' } }],
    ['a sort key without a time', { s: { S: '!' } }],
    ['no messages', { s0: undefined, s1: undefined }],
    ['a slot that is none', { s0: { S: 'x' }, s1: undefined }],
  ])('nobody by %s', (_what, wish) => expect(wakeOf(image(wish as unknown as Partial<Item>))).toBeUndefined())

  test('whatever comes, it is a wake of a queue or none, and never an error', () => {
    const values = fc.anything()
    const part = fc.oneof(values, fc.record({ S: fc.oneof(fc.string(), values) }), fc.record({ N: values }))
    const garbage = fc.record({ p: part, s: part, w: part, y: part, s0: part, s1: part }, { requiredKeys: [] })
    const nearly = garbage.map(wrong => ({ ...image(), ...wrong }))
    fc.assert(
      fc.property(fc.oneof(values, garbage, nearly), given => {
        const found = wakeOf(given)
        if (found === undefined) return
        expect(found.queue).not.toBe('')
        expect([found.generation, found.visibleAtMs].every(Number.isFinite)).toBe(true)
      }),
    )
  })

  test('every block of a queue names that queue and the time', () => {
    fc.assert(
      fc.property(
        fc.record({
          generation: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
          readyAtMs: fc.integer({ min: 0, max: 1e13 - 1 }),
        }),
        ({ generation, readyAtMs }) => {
          const one = { ...queue, generation }
          const at = blockKey(scopeOf(one), { level: 1, lane: 0, readyAtMs, nonce })
          const block = aBlock([anEnvelope()], { key: at, readyAtMs, nonce, wakes: 'orders' })
          const { uid } = queue
          expect(wakeOf(encodeBlock(block))).toEqual({ queue: 'orders', uid, generation, visibleAtMs: readyAtMs })
        },
      ),
    )
  })
})

test('a block that wakes is as long as one that does not and its name, and a body goes elsewhere so much sooner', () => {
  const name = 'q'.repeat(120)
  const bytes = (wakes?: string): number => itemBytes(encodeBlock(aBlock([anEnvelope()], { wakes })))
  expect(bytes(name) - bytes()).toBe(121)
  const noise = Buffer.from(seededRandom(1).bytes(1_024))
  const inline = (wakes?: string): number => {
    const isInline = (length: number): boolean => {
      const envelope = anEnvelope({ body: noise.subarray(0, length), kind: 'binary' })
      return planBody(aBlock([envelope], { wakes }), [envelope]).kind === 'inline'
    }
    return Array.from({ length: 1_024 }, (_, length) => length).findLast(isInline)!
  }
  expect(inline() - inline(name)).toBe(121)
})
