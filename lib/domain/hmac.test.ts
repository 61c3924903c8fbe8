import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256 } from './hmac.ts'

test('it is the HMAC of Node, for keys and messages of every length, one after the other', () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength, size: 'max' }).map(array => Buffer.from(array))
  fc.assert(
    fc.property(bytes(200), fc.array(bytes(1_000), { minLength: 1, maxLength: 5 }), (key, messages) => {
      const mac = hmacSha256(key)
      for (const message of messages) expect(mac(message)).toEqual(createHmac('sha256', key).update(message).digest())
    }),
  )
})

test('a MAC that was given out stays as it is', () => {
  const mac = hmacSha256(Buffer.alloc(32, 1))
  const first = mac(Buffer.from('a'))
  const copy = Buffer.from(first)
  mac(Buffer.from('b'))
  expect(first).toEqual(copy)
})
