import { expect, test } from 'vitest'
import { attributesMd5, md5 } from './digest.ts'
import type { AttributeValue } from './messageAttributes.ts'

const string = (StringValue: string, DataType = 'String'): AttributeValue => ({ DataType, StringValue })
const binary = (BinaryValue: Uint8Array): AttributeValue => ({ DataType: 'Binary', BinaryValue })
const trace = '00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01'
const root = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

// Recorded from the real service, but for the last, which was computed twice.
test.each<[string, Record<string, AttributeValue>]>([
  ['a45daa70926828a2f0a1db3418e6feb4', { k: string('x') }],
  ['ae7155c6026991b6d54b11589678bf9c', { Foo: string('Bar') }],
  ['adb59cd4678ea5a855436b949cd07ab6', { MyAttribute: string('foobar') }],
  ['235c5c510d26fb653d073faed50ae77c', { timestamp: string('1493147359900', 'Number') }],
  ['8cbe4db156db8a94db8b801b7addb984', { attr1: binary(Buffer.from(`traceparent\x1e${trace}`)) }],
  ['4c360f3fdafd970e05fae2f149d997f5', { 'Help.Me': string('Me'), Hello: string('There'), General: string('Kenobi') }],
  ['fca026605781cb4126a1e9044df24232', { Hello: string('There'), General: string('Kenobi') }],
  ['5ae4d5d7636402d80f4eb6d213245a88', { AWSTraceHeader: string(root) }],
  [
    '71d6212c710168b94a335f5643c33be5',
    {
      a: string('v'),
      B: binary(Buffer.from([1, 2, 3, 255])),
      n: string('42', 'Number.int'),
      é: string('😀', 'String.custom'),
    },
  ],
])('attributes have the digest %s', (digest, attributes) => {
  expect(attributesMd5(new Map(Object.entries(attributes)))).toBe(digest)
})

test('no attributes have no digest', () => {
  expect(attributesMd5(new Map())).toBeUndefined()
})

test('a body has the digest of its UTF-8', () => {
  expect(md5('hello')).toBe('5d41402abc4b2a76b9719d911017c592')
  expect(md5('héllo "x"\n😀')).toBe('00ea07e797acfd3d975cff29d10161a8')
})

test('the type says whether text or bytes count, whatever else came along', () => {
  const both = { DataType: 'String', StringValue: 'Bar', BinaryValue: new Uint8Array() }
  expect(attributesMd5(new Map([['Foo', both]]))).toBe('ae7155c6026991b6d54b11589678bf9c')
})
