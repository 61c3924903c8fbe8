import { describe, expect, test } from 'vitest'
import { type Answer, ResponseReader } from './responseReader.ts'

const answer = (body: string, headers = `content-length: ${Buffer.byteLength(body)}`): Buffer =>
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`)

const read = (chunks: Buffer[], reader = new ResponseReader()): (Answer | undefined)[] =>
  chunks.map(chunk => reader.take(chunk))

test('an answer in one chunk comes out at once', () => {
  expect(read([answer('{"a":1}')])).toEqual([{ status: 200, body: '{"a":1}' }])
})

test('wherever an answer is cut, it comes out whole with its last byte', () => {
  const whole = answer('{"a":1}')
  for (let at = 1; at < whole.length; at++) {
    const parts = read([whole.subarray(0, at), whole.subarray(at)])
    expect(parts).toEqual([undefined, { status: 200, body: '{"a":1}' }])
  }
})

test('one reader takes answer after answer, byte by byte', () => {
  const reader = new ResponseReader()
  for (const body of ['first', '', 'third'])
    expect(
      read(
        [...answer(body)].map(byte => Buffer.of(byte)),
        reader,
      ).filter(Boolean),
    ).toEqual([{ status: 200, body }])
})

test('a length is read in whatever case and spacing it is written', () => {
  for (const line of ['Content-Length:5', 'CONTENT-LENGTH: \t5 ', 'x-content-length: 99\r\ncontent-length: 5'])
    expect(read([answer('seven', line)])).toEqual([{ status: 200, body: 'seven' }])
})

test('204 has no body and needs no length', () => {
  expect(read([Buffer.from('HTTP/1.1 204 No Content\r\ndate: now\r\n\r\n')])).toEqual([{ status: 204, body: '' }])
})

describe('what it cannot read is refused, not measured', () => {
  test.each([
    ['an answer in pieces of unknown length', answer('5', 'transfer-encoding: chunked'), 'without a content-length'],
    ['two answers to one request', Buffer.concat([answer('a'), answer('b')]), 'more than one answer'],
    ['another protocol', Buffer.from('SSH-2.0-x\r\ncontent-length: 0\r\n\r\n'), 'Not an HTTP/1.1 answer'],
  ])('%s', (_, bytes, message) => {
    expect(() => read([bytes])).toThrow(message)
  })
})
