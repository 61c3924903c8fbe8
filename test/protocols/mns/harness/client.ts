import { expect } from 'vitest'
import type { Exchange, Heard } from '../../sqs/harness/exchange.ts'
import { type Element, parseXml } from '../../sqs/harness/xml.ts'
import { type Key, signed } from './signing.ts'

/** An answer, its document read. */
export type Answer = Omit<Heard, 'body'> & { text: string; root: Element | undefined }

export type Ask = (method: string, target: string, body?: string, more?: More) => Promise<Answer>
export type More = { headers?: Record<string, string>; signal?: AbortSignal | undefined }

const namespace = 'http://mns.aliyuncs.com/doc/v1'

/** A bare client: signs, sends, and holds every answer to what the reference says of all answers (1.4, 1.5). */
export const clientOf =
  (exchange: Exchange, key: Key, nowMs: () => number): Ask =>
  async (method, target, body, { headers = {}, signal } = {}) => {
    const call = { method, target, headers, ...(body !== undefined && { body }) }
    // Node leaves it out of a DELETE.
    const length: Record<string, string> = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
    return checked(await exchange({ ...call, headers: { ...signed(call, key, nowMs()), ...length }, signal }))
  }

/** The same answer once it is known to be one of the protocol. */
export function checked({ status, headers, body }: Heard): Answer {
  expect(headers['x-mns-request-id']).toMatch(/^[0-9A-F]{24}$/)
  expect(headers['x-mns-version']).toBe('2015-06-06')
  if (body === '') {
    expect(status).toBeLessThan(300)
    return { status, headers, text: body, root: undefined }
  }
  expect(headers['content-type']).toBe('text/xml;charset=utf-8')
  const root = parseXml(body)
  expect(root.attributes).toEqual({ xmlns: namespace })
  for (const child of all(root.children)) expect(child.attributes).toEqual({})
  if (root.name === 'Error') checkError(root, headers)
  return { status, headers, text: body, root }
}

const all = (elements: readonly Element[]): Element[] => elements.flatMap(one => [one, ...all(one.children)])

function checkError({ children }: Element, headers: Heard['headers']): void {
  expect(children.map(({ name }) => name)).toEqual(['Code', 'Message', 'RequestId', 'HostId'])
  expect(children[2]!.text).toBe(headers['x-mns-request-id'])
  for (const { text } of children) expect(text).not.toBe('')
}

/** The texts of an element's children by their names; of an answer, those of its root. */
export const fieldsOf = (element: Element | undefined): Record<string, string> =>
  Object.fromEntries((element?.children ?? []).map(({ name, text }) => [name, text]))

/** The names of the root and of what is in it. */
export const shapeOf = ({ root }: Answer): [string | undefined, string[]] => [
  root?.name,
  (root?.children ?? []).map(({ name }) => name),
]

/** Expects a refusal. */
export async function expectRefusal(call: Promise<Answer>, status: number, code: string): Promise<void> {
  const answer = await call
  expect([answer.status, answer.root?.name, fieldsOf(answer.root).Code]).toEqual([status, 'Error', code])
}
