import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aBlock, anId, scope } from '../../../test/dynamo/aBlock.ts'
import { itemBytes as fakeItemBytes } from '../../../test/dynamo/fake/sizes.ts'
import { anEnvelope, startMs } from '../../../test/fixtures.ts'
import { formatId } from '../../domain/id.ts'
import { type Block, decodeBlock, encodeBlock, idOf, itemBytes, keepUntilMs, placeOfBlock, slotsMax } from './block.ts'
import { blockKey, latestMs } from './keys.ts'

const dayMs = 86_400_000
const ms = fc.integer({ min: 0, max: latestMs })
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatId)
const place = fc.record({
  level: fc.integer({ min: 1, max: 16 }),
  lane: fc.integer({ min: 0, max: 63 }),
  readyAtMs: ms,
  nonce: fc.stringMatching(/^[0-9a-f]{14}$/),
})
const head = fc.record(
  { sentAtMs: ms, readyAtMs: ms, bytes: fc.nat(2_000_000), id },
  { requiredKeys: ['sentAtMs', 'readyAtMs', 'bytes'] },
)
const slot = fc.oneof(fc.constant('0'), fc.stringMatching(/^[\w-]{8}[lw][0-9a-z]{9}1\.m\.$/))
const entry = fc.record({
  slot,
  head,
  nackReason: fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: undefined }),
})
const envelopes = fc.uint8Array({ maxLength: 100 })

const block: fc.Arbitrary<Block> = fc
  .record({
    place,
    entries: fc.array(entry, { minLength: 1, maxLength: slotsMax }),
    where: fc.oneof(fc.record({ envelopes }), fc.record({ reference: fc.string({ minLength: 1 }) })),
  })
  .map(({ place: { readyAtMs, nonce, ...lane }, entries, where }) => ({
    key: blockKey(scope, { ...lane, readyAtMs, nonce }),
    readyAtMs,
    nonce,
    entries: entries.map((one, index) => ({ index, ...one })),
    envelopes: undefined,
    reference: undefined,
    ...where,
  }))

test('a block comes back from its item', () => {
  fc.assert(
    fc.property(block, given => {
      expect(decodeBlock(encodeBlock(given))).toEqual(given)
    }),
  )
})

test('what there is nothing to say of is no attribute: DynamoDB refuses empty ones', () => {
  const fresh = aBlock([anEnvelope(), anEnvelope()])
  expect(Object.keys(encodeBlock(fresh)).sort()).toEqual(['h', 'p', 's', 's0', 's1', 't'])
  const entries = fresh.entries.map((one, index) => (index === 1 ? { ...one, nackReason: 'no paper' } : one))
  const full = { ...fresh, entries, envelopes: Buffer.of(1), reference: 'b' }
  expect(Object.keys(encodeBlock(full)).sort()).toEqual(['e', 'h', 'k1', 'p', 'r', 's', 's0', 's1', 't'])
})

test('a slot that is gone is a message that is done: the others keep their numbers and heads', () => {
  fc.assert(
    fc.property(block, fc.nat(slotsMax - 1), (given, gone) => {
      const { [`s${gone}`]: _done, ...item } = encodeBlock(given)
      expect(decodeBlock(item).entries).toEqual(given.entries.filter(({ index }) => index !== gone))
    }),
  )
})

test('an attribute that a newer release wrote does no harm', () => {
  fc.assert(
    fc.property(block, given => {
      expect(decodeBlock({ ...encodeBlock(given), zz: { M: {} } })).toEqual(given)
    }),
  )
})

test('bytes are counted as DynamoDB counts them, never too few; it packs the noughts at the end of a number', () => {
  fc.assert(
    fc.property(block, given => {
      const item = encodeBlock(given)
      const noughts = /0*$/.exec(item.t!.N!)![0].length
      const more = itemBytes(item) - fakeItemBytes(item)
      expect(more).toBeGreaterThanOrEqual(0)
      expect(more).toBeLessThanOrEqual(Math.ceil(noughts / 2))
    }),
  )
})

test('a message has the id of its place, unless it brought its own along', () => {
  const moved = aBlock([anEnvelope(), anEnvelope()])
  moved.entries[1]!.head.id = anId(7, 123)
  expect(moved.entries.map(one => idOf(moved, one))).toEqual([anId(0), anId(7, 123)])
})

test('the place of a block is that of its keys', () => {
  fc.assert(
    fc.property(place, given => {
      const { readyAtMs, nonce } = given
      const key = blockKey(scope, given)
      expect(placeOfBlock({ key, readyAtMs, nonce, entries: [] })).toEqual(given)
    }),
  )
})

test('TTL may not take a block before the longest retention has passed, counted from its ready time', () => {
  const block = aBlock([anEnvelope({ delayMs: 100 * dayMs + 1 })])
  const goneAtMs = Number(encodeBlock(block).t!.N) * 1000
  expect(goneAtMs).toBeGreaterThanOrEqual(startMs + 100 * dayMs + 1 + 15 * dayMs)
  expect(goneAtMs).toBeGreaterThanOrEqual(keepUntilMs(block.readyAtMs))
  expect(encodeBlock(block).t!.N).toMatch(/^\d+$/)
})
