import { createHmac, hash } from 'node:crypto'
import type { Sent } from '../../sqs/harness/exchange.ts'

export type Key = { id: string; secret: string }

type Headers = Record<string, string>

/** The string to sign, written from the reference (2.1) and from nothing of ours. */
export function stringToSign(method: string, target: string, headers: Headers): string {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const own = Object.keys(lower)
    .filter(name => name.startsWith('x-mns-'))
    .sort()
  const lines = own.map(name => `${name}:${lower[name]}\n`).join('')
  const date = lower.date ?? lower['x-mns-date'] ?? ''
  return `${method}\n${lower['content-md5'] ?? ''}\n${lower['content-type'] ?? ''}\n${date}\n${lines}${target}`
}

export const hmacOf = (text: string, secret: string): string => createHmac('sha1', secret).update(text).digest('base64')

/** Both encodings of Content-MD5 that clients use. */
export const digests = {
  hex: (body: string): string => Buffer.from(hash('md5', body)).toString('base64'),
  raw: (body: string): string => hash('md5', body, 'base64'),
}

export type Call = Sent & { headers: Headers; target: string; method: string }

/** The headers of a request that this key signs at this time; those given go before. */
export function signed({ method, target, headers, body }: Call, { id, secret }: Key, atMs: number): Headers {
  const own: Headers = { date: new Date(atMs).toUTCString(), 'x-mns-version': '2015-06-06' }
  if (body !== undefined && typeof body === 'string') {
    own['content-type'] = 'text/xml'
    own['content-md5'] = digests.hex(body)
  }
  const all = { ...own, ...headers }
  return { ...all, authorization: `MNS ${id}:${hmacOf(stringToSign(method, target, all), secret)}` }
}
