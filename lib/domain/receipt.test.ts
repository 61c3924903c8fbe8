import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aReceipt } from '../../test/fixtures.ts'
import { formatId } from './id.ts'
import { Keyring } from './keyring.ts'
import { openReceipt, type Receipt, sealReceipt } from './receipt.ts'

const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatId)
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const ms = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const receipt: fc.Arbitrary<Receipt> = fc.record({
  queueUid: id,
  generation: uint32,
  id,
  token: fc.stringMatching(/^([\w-]{8})?$/),
  attempts: uint32,
  firstLeasedAtMs: ms,
  leasedAtMs: ms,
})

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 200,
})
const placed = fc.tuple(receipt, latin1).map(([given, at]) => ({ ...given, at }))

const secret = new Uint8Array(32).fill(1)
const keyring = new Keyring([{ id: '00000001', secret }])

test('a receipt comes back as it was sealed, in a text that fits into a URL', () => {
  fc.assert(
    fc.property(receipt, given => {
      const text = sealReceipt(given, keyring)
      expect(text).toMatch(/^[\w-]{1,120}$/)
      expect(openReceipt(text, keyring)).toEqual(given)
    }),
  )
})

test('so does one that says where the store keeps the message, in a text that every protocol takes', () => {
  fc.assert(
    fc.property(placed, given => {
      const text = sealReceipt(given, keyring)
      expect(text).toMatch(/^[\w-]{1,400}$/)
      expect(openReceipt(text, keyring)).toEqual(given)
    }),
  )
})

test('no text but one that was sealed as a receipt is one', () => {
  const text = sealReceipt(aReceipt, keyring)
  const bytes = Buffer.from(text, 'base64url')
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes)
    changed[at] = changed[at]! ^ 1
    expect(openReceipt(changed.toString('base64url'), keyring)).toBeUndefined()
  }
  const foreign = new Keyring([{ id: '00000001', secret: secret.with(0, 2) }])
  for (const other of ['', 'x', 'a'.repeat(1024), '☃', sealReceipt(aReceipt, foreign), keyring.seal('cursor', bytes)])
    expect(openReceipt(other, keyring)).toBeUndefined()
})

test('a receipt of a version that is not known is none of ours', () => {
  const newer = Buffer.from(keyring.open('receipt', sealReceipt(aReceipt, keyring))!)
  newer[0] = 2
  expect(openReceipt(keyring.seal('receipt', newer), keyring)).toBeUndefined()
})

// Handed out by version 1: a release must not turn what consumers hold into nothing.
const golden =
  'AAAAAQEAESIzRFWGd4iZqrvM3e7_AAAAA__u3cy7qomYh3ZVRDMiEQAAAAACAZt22qgAAZt22ruICGFi' + 'Y2RFRi1fWxnsA14ip8EQtozbxWRa6Q'

test('the receipts that version 1 handed out are still those', () => {
  expect(sealReceipt(aReceipt, keyring)).toBe(golden)
  expect(openReceipt(golden, keyring)).toEqual(aReceipt)
})

const goldenPlaced =
  'AAAAAQEAESIzRFWGd4iZqrvM3e7_AAAAA__u3cy7qomYh3ZVRDMiEQAAAAACAZt22qgAAZt22ruICGFi' +
  'Y2RFRi1fFTAuMDAgMTc2NzIyNTYwMDAwMC5u_5bG1vMvZsvIZX9-yesWyAg'

test('nor those that say where', () => {
  const given = { ...aReceipt, at: '0.00 1767225600000.n\u00ff' }
  expect(sealReceipt(given, keyring)).toBe(goldenPlaced)
  expect(openReceipt(goldenPlaced, keyring)).toEqual(given)
})

test('what a newer release appended to a receipt is passed over', () => {
  const longer = (text: string, more: string) =>
    keyring.seal('receipt', Buffer.concat([keyring.open('receipt', text)!, Buffer.from(more)]))
  expect(openReceipt(longer(golden, '\0more'), keyring)).toEqual(aReceipt)
  expect(openReceipt(longer(goldenPlaced, 'more'), keyring)).toEqual(openReceipt(goldenPlaced, keyring))
})
