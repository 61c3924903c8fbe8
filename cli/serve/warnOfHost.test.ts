import { expect, test } from 'vitest'
import { warningOfHost } from './warnOfHost.ts'

const url = 'http://0.0.0.0:9324'

test.each(['0.0.0.0', '0', '::', '0::0'])('who listens on %s without a public URL is warned', host => {
  expect(warningOfHost({ host }, url)).toContain(`certificate is at ${url}, `)
  expect(warningOfHost({ host, publicUrl: 'https://queues.example.com' }, url)).toBeUndefined()
})

test.each(['127.0.0.1', '::1', 'localhost', '10.1.2.3', 'queues.example.com'])('who listens on %s is not', host => {
  expect(warningOfHost({ host }, url)).toBeUndefined()
})
