import { expect, test } from 'vitest'
import { toWire } from './body.ts'

test('bytes travel as base64, text as it is', () => {
  expect(toWire({ body: Uint8Array.of(0, 255) })).toMatchObject({ body: 'AP8=', bodyEncoding: 'base64' })
  expect(toWire({ body: 'text' })).toMatchObject({ body: 'text' })
})

test('a body that is neither text nor bytes is not made into something else', () => {
  const body = { a: 1 } as unknown as string
  expect(toWire({ body })).toMatchObject({ body: { a: 1 } })
})
