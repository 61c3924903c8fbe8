import { describe, expect, test } from 'vitest'
import { aBlock, nonce, scope } from '../../../test/dynamo/aBlock.ts'
import { aTools, kept } from '../../../test/dynamo/aTools.ts'
import { anEnvelope, startMs, text } from '../../../test/fixtures.ts'
import type { Envelope } from '../../domain/envelope.ts'
import { seededRandom } from '../../random.ts'
import { type Block, decodeBlock, encodeBlock, itemBytes, keepUntilMs } from './block.ts'
import { loadEnvelopes, planBody, referenceTo, storeBody } from './bodyPlace.ts'
import { encodeSlot } from './slot.ts'

const kilobyte = 1024
const random = seededRandom(3)
const randomBytes = (count: number) => Buffer.from(random.bytes(count))
const noise = (bytes: number): Envelope => anEnvelope({ body: randomBytes(bytes), kind: 'binary' })
const words = (length: number): Envelope =>
  anEnvelope({ body: 'all work and no play '.repeat(length).slice(0, length) })

const kindOf = (...envelopes: Envelope[]) => planBody(aBlock(envelopes), envelopes).kind

/** Every message of the block in somebody’s hands, for the second time. */
const leased = (block: Block): Block => {
  const times = { visibleAtMs: startMs + 1e9, firstLeasedAtMs: startMs, leasedAtMs: startMs + 1e9 }
  const slot = encodeSlot({ token: 'AbCdEfGh', leased: true, attempts: 2, ...times })
  return { ...block, entries: block.entries.map(entry => ({ ...entry, slot })) }
}

describe('where bodies go', () => {
  test.each([
    ['a short message', [words(200)], 'inline'],
    ['what fits once it is deflated', [words(5_000)], 'inline'],
    ['ten of them that fit together', Array.from({ length: 10 }, () => words(300)), 'inline'],
    ['more than a write unit', [noise(kilobyte)], 'item'],
    ['up to eight of them', [noise(8_000)], 'item'],
    ['more than eight', [noise(8 * kilobyte)], 'object'],
    ['what is less only when deflated', [anEnvelope({ body: randomBytes(6_000).toString('hex') })], 'item'],
  ])('%s', (_what, envelopes, kind) => {
    expect(kindOf(...envelopes)).toBe(kind)
  })

  test('a block that has room costs one write unit, also when all of it is leased; the next byte goes elsewhere', () => {
    for (const count of [1, 4, 16]) {
      const atMost = (bytes: number) => Array.from({ length: count }, (_, at) => noise(at === 0 ? bytes : 1))
      let bytes = 1
      while (kindOf(...atMost(bytes + 1)) === 'inline') bytes += 1
      const envelopes = atMost(bytes)
      const block = { ...aBlock(envelopes), envelopes: planBody(aBlock(envelopes), envelopes).bytes }
      expect(itemBytes(encodeBlock(leased(block)))).toBeLessThanOrEqual(kilobyte)
    }
  })

  test('an item for a body is not larger than what is cheaper there', () => {
    const bytes = (size: number) => planBody(aBlock([noise(size)]), [noise(size)])
    expect(bytes(8_100)).toMatchObject({ kind: 'item', bytes: { length: expect.any(Number) } })
    for (let size = 8_000; size < 8_300; size += 7)
      expect(bytes(size).kind).toBe(bytes(size).bytes.length <= 8 * kilobyte ? 'item' : 'object')
  })
})

function aPlace() {
  const { tools, dynamo, bodies } = aTools()
  const where = { table: tools.tables.messages, scope, bodies, nowMs: startMs }
  const store = async (...envelopes: Envelope[]): Promise<Block> => {
    const block = aBlock(envelopes)
    return decodeBlock(encodeBlock(await storeBody(tools.send, block, planBody(block, envelopes), where)))
  }
  const load = (block: Block) => loadEnvelopes(tools.send, block, where)
  return { dynamo, bodies, store, load, send: tools.send, where }
}

test('envelopes in the block cost no call', async () => {
  const { store, load, dynamo } = aPlace()
  const block = await store(words(5), words(6))
  expect((await load(block))(1)).toEqual(words(6))
  expect(block.reference).toBeUndefined()
  expect(dynamo.calls).toEqual([])
})

test('an item of its own is found under the name of the block, and lives as long', async () => {
  const { store, load, dynamo } = aPlace()
  const block = await store(noise(900), words(6))
  expect((await load(block))(1)).toEqual(words(6))
  expect(block.envelopes).toBeUndefined()
  const [body] = kept(dynamo, 'b')
  expect(body).toMatchObject({ p: { S: `b.${scope}.${startMs}.${nonce}` }, t: encodeBlock(block).t })
})

test('a body that the cheap read does not know yet is asked for again', async () => {
  const { store, load, dynamo } = aPlace()
  const block = await store(noise(900))
  dynamo.calls.length = 0
  await load(block)
  // The reads of this port that are not consistent know of nothing.
  expect(dynamo.calls).toEqual(['GetItem', 'GetItem'])
})

test('one that the cheap read knows is read once', async () => {
  const { store, load, dynamo } = aPlace()
  const block = await store(noise(900))
  const call = dynamo.fake.call.bind(dynamo.fake)
  dynamo.call = async (operation, input) => {
    dynamo.calls.push(operation)
    return call(operation, input)
  }
  dynamo.calls.length = 0
  await load(block)
  expect(dynamo.calls).toEqual(['GetItem'])
})

test('what is large lies in the object store, in the class that outlives its message', async () => {
  const { store, load, bodies, dynamo } = aPlace()
  const block = await store(noise(20_000), words(7))
  expect((await load(block))(1)).toEqual(words(7))
  expect(bodies.keys()).toEqual([`d17/${scope}/${block.key.s}`])
  expect(dynamo.calls).toEqual([])
  const later = await store(anEnvelope({ body: randomBytes(20_000), kind: 'binary', delayMs: 40 * 86_400_000 }))
  const [, days] = /^o:d(\d+)\//.exec(later.reference!)!
  expect(startMs + Number(days) * 86_400_000).toBeGreaterThan(keepUntilMs(later.readyAtMs))
})

test.each([
  ['item', 900],
  ['object', 20_000],
])('a body that is missing is no message: %s', async (_kind, bytes) => {
  const { store, load, dynamo, bodies } = aPlace()
  const block = await store(noise(bytes))
  Object.assign(dynamo, { fake: aTools().dynamo.fake })
  bodies.get = async () => undefined
  await expect(load(block)).rejects.toThrow(`The body of block ${block.key.p} ${block.key.s} is missing`)
})

describe('a message that moved finds its envelope where it was put', () => {
  const named = (index: number, bytes: number) =>
    anEnvelope({ body: Buffer.concat([Buffer.of(65 + index), randomBytes(bytes)]), kind: 'binary' })

  test.each([
    ['in an item', 400],
    ['in an object', 4_000],
  ])('%s, also after a second move', async (_where, bytes) => {
    const { store, load } = aPlace()
    const source = await store(...[0, 1, 2, 3].map(index => named(index, bytes)))
    const first = [3, 1, 2]
    const moved = aBlock([], {
      key: { p: `${scope}.7.5`, s: `${startMs + 9}.ffffffffffffff` },
      reference: referenceTo(source, scope, first),
    })
    const second = [2, 0]
    const again = aBlock([], {
      key: { p: `${scope}.7.6`, s: `${startMs + 10}.ffffffffffffff` },
      reference: referenceTo(moved, scope, second),
    })
    const letters = async (block: Block, count: number) => {
      const envelopeAt = await load(block)
      return [...Array(count).keys()].map(index => text(envelopeAt(index).body.subarray(0, 1))).join('')
    }
    expect(await letters(source, 4)).toBe('ABCD')
    expect(await letters(moved, 3)).toBe('DBC')
    expect(await letters(again, 2)).toBe('CD')
  })
})
