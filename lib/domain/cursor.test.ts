import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCursor, sealCursor } from './cursor.ts'
import { Keyring } from './keyring.ts'

const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32) }])
const text = fc.string({ unit: 'grapheme' })

test('a cursor is good for the list it was made for, and for no other', () => {
  fc.assert(
    fc.property(text, text, text, (scope, other, cursor) => {
      const sealed = sealCursor(scope, cursor, keyring)
      expect(openCursor(scope, sealed, keyring)).toBe(cursor)
      if (other !== scope) expect(openCursor(other, sealed, keyring)).toBeUndefined()
    }),
  )
})

test('a text that we did not seal is no cursor', () => {
  const sealed = sealCursor('queues:', 'orders', keyring)
  const changed = sealed.replace(/^./, letter => (letter === 'A' ? 'B' : 'A'))
  const foreign = new Keyring([{ id: '00000001', secret: new Uint8Array(32).fill(9) }])
  for (const other of ['', 'x', changed, `${sealed}AAAA`, sealCursor('queues:', 'orders', foreign)])
    expect(openCursor('queues:', other, keyring)).toBeUndefined()
  const receipt = keyring.seal('receipt', Buffer.from('["queues:","orders"]'))
  expect(openCursor('queues:', receipt, keyring)).toBeUndefined()
})
