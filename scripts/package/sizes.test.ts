import { expect, test } from 'vitest'
import { eagerBytesMax, foreignBytesMax, oversized, sizeTable } from './sizes.ts'

const aBundle = (name: string, bytes: number) => ({
  name,
  file: '',
  bytes,
  gzipBytes: bytes / 4,
  laterBytes: bytes / 2,
  exports: [],
  inputs: [],
  eagerInputs: [],
})

test('what is on the way of every message has a budget, and it ends where it says', () => {
  const bundles = ['publish', 'poll', 'ack', 'manage'].map(name => aBundle(name, eagerBytesMax + 1))
  expect(oversized(bundles)).toEqual([
    'publish is 300.0 KB, its budget is 300.0 KB',
    'poll is 300.0 KB, its budget is 300.0 KB',
    'ack is 300.0 KB, its budget is 300.0 KB',
  ])
  expect(oversized([aBundle('publish', eagerBytesMax)])).toEqual([])
  expect(oversized([aBundle('sqs', foreignBytesMax), aBundle('send', foreignBytesMax + 1)])).toEqual([
    'send is 420.0 KB, its budget is 420.0 KB',
  ])
})

test('the table shows one line a function', () => {
  expect(sizeTable([aBundle('publish', 102_400)])).toBe(
    'function         KB  KB gzip KB later\npublish       100.0     25.0     50.0',
  )
})
