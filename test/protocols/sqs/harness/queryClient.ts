import { expect } from 'vitest'
import { type Client, checkHeaders, checkRefused } from './client.ts'
import type { Exchange, Heard } from './exchange.ts'
import { toOutput } from './queryAnswer.ts'
import { toForm, toParameters } from './queryForm.ts'
import { Refused } from './refusal.ts'
import { childOf, type Element, parseXml, textOf } from './xml.ts'

const type = 'application/x-www-form-urlencoded; charset=utf-8'
const namespace = 'http://queue.amazonaws.com/doc/2012-11-05/'

/** Speaks the Query protocol to any path, and holds every answer to reference 1.5 and 3.1. */
export const queryClient =
  (exchange: Exchange, target = '/'): Client =>
  async (operation, input = {}, { signal, headers = {} } = {}) => {
    const body = toForm(toParameters(operation, input))
    return readXml(operation, await exchange({ target, headers: { 'content-type': type, ...headers }, body, signal }))
  }

export function readXml(operation: string, heard: Heard) {
  checkHeaders(heard)
  expect(heard.headers['content-type']).toMatch(/^text\/xml\b/)
  const root = parseXml(heard.body)
  expect(root.attributes.xmlns).toBe(namespace)
  if (heard.status === 200) return toOutput(operation, checkedResponse(operation, root, heard))
  const refused = toRefused(root, heard)
  checkRefused(refused)
  throw refused
}

function checkedResponse(operation: string, root: Element, { headers }: Heard): Element {
  expect(root.name).toBe(`${operation}Response`)
  const metadata = childOf(root, 'ResponseMetadata')!
  expect(textOf(metadata, 'RequestId')).toBe(headers['x-amzn-requestid'])
  return root
}

function toRefused(root: Element, { status, headers }: Heard): Refused {
  expect(root.name).toBe('ErrorResponse')
  expect(textOf(root, 'RequestId')).toBe(headers['x-amzn-requestid'])
  const error = childOf(root, 'Error')!
  const [type, code, message] = ['Type', 'Code', 'Message'].map(name => textOf(error, name) ?? '')
  return new Refused(status, code!, type!, message!, headers)
}
