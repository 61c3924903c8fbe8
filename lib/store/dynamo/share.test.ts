import { expect, test } from 'vitest'
import { scope } from '../../../test/dynamo/aBlock.ts'
import { aContext, anEnvelope, startMs } from '../../../test/fixtures.ts'
import { decodeBlock, encodeBlock, idOf } from './block.ts'
import { Mint } from './mint.ts'
import { draftBlock, idsOf, inOrder, sharesOf } from './share.ts'

const envelopes = [0, 50, 0, 70, 50].map((delayMs, index) => anEnvelope({ delayMs, body: `m${index}` }))
const shares = sharesOf(envelopes, new Mint(aContext().random))
const lane = { level: 3, lane: 12 }

test('messages that are ready at one time share a block', () => {
  expect(shares.map(({ readyAtMs, positions }) => [readyAtMs - startMs, positions])).toEqual([
    [0, [0, 2]],
    [50, [1, 4]],
    [70, [3]],
  ])
  for (const share of shares) expect(share.envelopes).toEqual(share.positions.map(at => envelopes[at]))
  expect(new Set(shares.map(({ nonce }) => nonce)).size).toBe(3)
})

test('what was answered for each share stands in the order of the call', () => {
  const answers = shares.map(share => share.envelopes.map(({ body }) => Buffer.from(body).toString()))
  expect(inOrder(shares, answers)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
})

test('the ids that are answered are those under which the block holds its messages', () => {
  for (const share of shares) {
    const block = decodeBlock(encodeBlock({ ...draftBlock(scope, lane, share), envelopes: Buffer.of(1) }))
    expect(block.entries.map(entry => idOf(block, entry))).toEqual(idsOf(lane, share))
  }
})
