import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Keyring, type Secret } from './keyring.ts'

const aSecret = (id: string, fill: number): Secret => ({ id, secret: new Uint8Array(32).fill(fill) })
const old = aSecret('00000001', 1)
const current = aSecret('00000002', 2)
const keyring = new Keyring([current, old])
const payload = fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array))

test('what was sealed is opened, for the purpose it was sealed for', () => {
  fc.assert(
    fc.property(payload, fc.constantFrom('receipt' as const, 'cursor' as const), (bytes, purpose) => {
      const text = keyring.seal(purpose, bytes)
      expect(text).toMatch(/^[\w-]+$/)
      // By the one who sealed it, and by another one who has to verify it.
      for (const opener of [keyring, new Keyring([current])]) {
        expect(opener.open(purpose, text)).toEqual(bytes)
        expect(opener.open(purpose === 'receipt' ? 'cursor' : 'receipt', text)).toBeUndefined()
      }
    }),
  )
})

test('a text in which any bit was turned is refused', () => {
  const sealed = Buffer.from(keyring.seal('receipt', Buffer.from('payload')), 'base64url')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
    expect(keyring.open('receipt', changed.toString('base64url'))).toBeUndefined()
  }
})

test('a text that is cut or lengthened anywhere is refused', () => {
  const text = keyring.seal('receipt', Buffer.from('payload'))
  for (let length = 0; length < text.length; length++)
    expect(keyring.open('receipt', text.slice(0, length))).toBeUndefined()
  for (const other of [
    `${text}A`,
    `A${text}`,
    `${text}=`,
    `${text} `,
    `\n${text}`,
    `${text.slice(0, 5)}.${text.slice(5)}`,
  ])
    expect(keyring.open('receipt', other)).toBeUndefined()
})

test('of the spellings that decode alike only the one we wrote is ours', () => {
  const text = keyring.seal('receipt', Buffer.from('payloads'))
  const bytes = Buffer.from(text, 'base64url')
  const alike = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/']
    .map(last => text.slice(0, -1) + last)
    .filter(other => other !== text && Buffer.from(other, 'base64url').equals(bytes))
  expect(alike.length).toBeGreaterThan(0)
  for (const other of alike) expect(keyring.open('receipt', other)).toBeUndefined()
})

test('what was sealed long ago is opened as well', () => {
  const long = new Keyring([current])
  const texts = Array.from({ length: 8200 }, (_, index) => long.seal('receipt', Buffer.from(`${index}`)))
  for (const index of [0, 1, 7, 8, 9, 8199]) expect(long.open('receipt', texts[index]!)?.toString()).toBe(`${index}`)
})

describe('two generations', () => {
  const before = new Keyring([old])
  const after = new Keyring([current])

  test('the first secret signs, and both verify', () => {
    const handedOut = before.seal('receipt', Buffer.from('a'))
    expect(keyring.open('receipt', handedOut)?.toString()).toBe('a')
    const fresh = keyring.seal('receipt', Buffer.from('b'))
    expect(after.open('receipt', fresh)?.toString()).toBe('b')
    expect(before.open('receipt', fresh)).toBeUndefined()
  })

  test('a secret that is no longer live verifies nothing', () => {
    expect(after.open('receipt', before.seal('receipt', Buffer.from('a')))).toBeUndefined()
  })

  test('another secret under the same id verifies nothing', () => {
    const impostor = new Keyring([aSecret(current.id, 3)])
    expect(keyring.open('receipt', impostor.seal('receipt', Buffer.from('a')))).toBeUndefined()
  })
})

const nonce = new Uint8Array(12).fill(9)

test('what was hidden opens under its purpose and its label, whichever live secret hid it', () => {
  fc.assert(
    fc.property(payload, fc.string(), (bytes, label) => {
      for (const writer of [new Keyring([current]), new Keyring([old])]) {
        const text = writer.hide('accessKey', label, bytes, nonce)
        expect(text).toMatch(/^[\w-]+$/)
        expect(keyring.reveal('accessKey', label, text)).toEqual(bytes)
        expect(keyring.reveal('session', label, text)).toBeUndefined()
        expect(keyring.reveal('accessKey', `${label}.`, text)).toBeUndefined()
      }
    }),
  )
})

test('what is hidden cannot be read in the text', () => {
  const bytes = Buffer.from(keyring.hide('accessKey', 'a', Buffer.from('a secret'), nonce), 'base64url')
  expect(bytes.includes('secret')).toBe(false)
})

test('a hidden text in which any bit was turned, and one that is cut, is refused', () => {
  const text = keyring.hide('session', 'a', Buffer.from('payload'), nonce)
  const bytes = Buffer.from(text, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
    expect(keyring.reveal('session', 'a', changed.toString('base64url'))).toBeUndefined()
  }
  for (let length = 0; length < text.length; length++)
    expect(keyring.reveal('session', 'a', text.slice(0, length))).toBeUndefined()
  expect(keyring.reveal('session', 'a', `${text}=`)).toBeUndefined()
})

test('a secret that is no longer live opens nothing, and what it hid is told apart while it is', () => {
  const text = new Keyring([old]).hide('accessKey', 'a', Buffer.from('payload'), nonce)
  expect(new Keyring([current]).reveal('accessKey', 'a', text)).toBeUndefined()
  expect([keyring.isCurrent(text), new Keyring([old]).isCurrent(text)]).toEqual([false, true])
  expect([keyring.isChanging, new Keyring([current]).isChanging]).toEqual([true, false])
})
