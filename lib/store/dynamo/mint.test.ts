import { expect, test } from 'vitest'
import { aContext, startMs } from '../../../test/fixtures.ts'
import { Mint } from './mint.ts'

const aMint = (fill?: number) => {
  const { random } = aContext()
  return new Mint(fill === undefined ? random : { bytes: count => new Uint8Array(count).fill(fill) })
}

test('blocks of one millisecond get nonces in their order, each another', () => {
  const mint = aMint()
  const nonces = Array.from({ length: 500 }, () => mint.nonce(startMs))
  expect(nonces.toSorted()).toEqual(nonces)
  expect(new Set(nonces).size).toBe(500)
})

test('even without luck no nonce of a millisecond is given twice', () => {
  const mint = aMint(0)
  expect([mint.nonce(startMs), mint.nonce(startMs)]).toEqual(['00000000000000', '00000000000001'])
})

test('a nonce has its width, also when more come in a row than the range holds', () => {
  const mint = aMint(0xff)
  const nonces = Array.from({ length: 140_000 }, () => mint.nonce(startMs))
  expect(nonces.filter(nonce => !/^[0-9a-f]{14}$/.test(nonce))).toEqual([])
})

test('another millisecond begins anew, so that what one process gives next cannot be told from what it gave', () => {
  const mint = aMint()
  const given = [mint.nonce(startMs), mint.nonce(startMs + 1), mint.nonce(startMs)].map(nonce => BigInt(`0x${nonce}`))
  for (const [at, nonce] of given.slice(1).entries()) {
    const difference = nonce - given[at]!
    expect(difference < 0n ? -difference : difference).toBeGreaterThan(1n << 25n)
  }
})

test('two processes give two nonces', () => {
  const nonces = [7, 8].map(seed => new Mint(aContext(seed).random).nonce(startMs))
  expect(nonces[0]).not.toBe(nonces[1])
})
