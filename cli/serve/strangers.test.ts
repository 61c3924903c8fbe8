import { expect, test } from 'vitest'
import type { HttpEvent } from '../../lib/http/event.ts'
import { refusals } from './refusals.ts'
import { refuseStrangers } from './strangers.ts'

const refuse = refusals({ site: { account: '1', region: 'here' } })
const rules = { hostNames: ['Queues.example.com'], refuse }
const guarded = refuseStrangers(async () => ({ statusCode: 200, headers: {} }), rules)

const statusOf = async (headers: Record<string, string>): Promise<number> => {
  const requestContext = { requestId: 'r-1', http: { method: 'POST' } }
  const event: HttpEvent = { rawPath: '/', rawQueryString: '', headers, requestContext, isBase64Encoded: false }
  return (await guarded(event, {})).statusCode
}

const mns = { 'x-mns-version': '2015-06-06' }

test.each([
  {},
  { host: '127.0.0.1:9324' },
  { host: 'localhost' },
  { host: 'LOCALHOST:1' },
  { host: 'sluice.localhost:9324' },
  { host: '[::1]:9324' },
  { host: 'queues.example.com' },
  { host: '127.0.0.1:9324', origin: 'http://127.0.0.1:9324' },
  { host: '1.mns.cn-hangzhou.aliyuncs.com', ...mns },
  { host: '1000.mns.cn-hangzhou-internal.aliyuncs.com:80', ...mns },
])('a program, or our own page, gets in: %j', async headers => {
  expect(await statusOf(headers as Record<string, string>)).toBe(200)
  expect(await statusOf(headers as Record<string, string>)).toBe(200)
})

test.each([
  { host: 'evil.example' },
  { host: '127.0.0.1.evil.example:9324' },
  { host: 'localhost.evil.example' },
  { host: 'a b' },
  { host: '' },
  { host: '1.mns.cn-hangzhou.aliyuncs.com' },
  { host: '1.mns.cn-hangzhou.aliyuncs.com', origin: 'https://evil.example', ...mns },
  { host: '1.mns.cn-hangzhou.aliyuncs.com.evil.example', ...mns },
  { host: 'mns.oss.aliyuncs.com', ...mns },
  { host: 'evil.example', ...mns },
  { host: '127.0.0.1:9324', origin: 'https://evil.example' },
  { host: '127.0.0.1:9324', origin: 'http://127.0.0.1:8080' },
  { host: '127.0.0.1:9324', origin: 'null' },
  { origin: 'http://127.0.0.1:9324' },
])('another site, or another name for this machine, does not: %j', async headers => {
  await statusOf({ host: '127.0.0.1:9324' })
  expect(await statusOf(headers as Record<string, string>)).toBe(403)
})

test('what a page of another site has a browser fetch by its address does not', async () => {
  const requestContext = { requestId: 'r-1', http: { method: 'GET' } }
  const statusOf = async (headers: Record<string, string>, rawQueryString = 'Action=DeleteQueue'): Promise<number> => {
    const all = { host: '127.0.0.1:9324', ...headers }
    const event: HttpEvent = { rawPath: '/', rawQueryString, headers: all, requestContext, isBase64Encoded: false }
    return (await guarded(event, {})).statusCode
  }
  for (const site of ['cross-site', 'same-site']) expect(await statusOf({ 'sec-fetch-site': site })).toBe(403)
  for (const site of ['same-origin', 'none']) expect(await statusOf({ 'sec-fetch-site': site })).toBe(200)
  expect(await statusOf({ referer: 'https://evil.example/page' })).toBe(403)
  expect(await statusOf({ referer: 'http://127.0.0.1:9324/docs' })).toBe(200)
  expect(await statusOf({ 'sec-fetch-site': 'cross-site' }, '')).toBe(200)
  expect(await statusOf({})).toBe(200)
})
