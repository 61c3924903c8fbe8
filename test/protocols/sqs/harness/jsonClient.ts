import { expect } from 'vitest'
import { type Client, checkHeaders, checkRefused } from './client.ts'
import type { Exchange, Heard } from './exchange.ts'
import { Refused, shapeOf } from './refusal.ts'

const type = 'application/x-amz-json-1.0'

/** Speaks AWS JSON 1.0 to any path (the queue stands in the body), and holds every answer to reference 1.3 and 3.1. */
export const jsonClient =
  (exchange: Exchange, target = '/'): Client =>
  async (operation, input = {}, { signal, headers = {} } = {}) => {
    const own = { 'content-type': type, 'x-amz-target': `AmazonSQS.${operation}`, ...headers }
    return readAnswer(await exchange({ target, headers: own, body: JSON.stringify(input), signal }))
  }

export function readAnswer(heard: Heard) {
  checkHeaders(heard)
  expect(heard.headers['content-type']).toBe(type)
  const body = JSON.parse(heard.body)
  if (heard.status === 200) return body
  const refused = toRefused(heard, body)
  checkRefused(refused)
  throw refused
}

function toRefused({ status, headers }: Heard, { __type, message }: { __type: string; message: string }): Refused {
  const [code = '', fault = ''] = (headers['x-amzn-query-error'] ?? '').split(';')
  // Not the exact namespace: clients cut at the hash.
  const shape = __type.slice(__type.indexOf('#') + 1)
  expect(shape).toBe(shapeOf(code) ?? shape)
  return new Refused(status, code, fault, message, headers)
}
