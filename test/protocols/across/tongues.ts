import { expect } from 'vitest'
import { serve } from '../../../cli/serve/server.ts'
import { readSettings } from '../../../lib/config.ts'
import { type Element, parseXml, childOf as perhapsChildOf } from '../sqs/harness/xml.ts'

/** An attribute in the words of the native API, which has those of all. */
export type Attribute = { type: 'string' | 'number' | 'binary'; label?: string; value: string }
export type Attributes = Record<string, Attribute>

/** A string is text, everything else bytes that need not be. */
export type Content = string | Uint8Array
export type Sent = {
  body: Content
  attributes?: Attributes
  priority?: number
  groupId?: string
  /** Of the request. */
  headers?: Record<string, string>
}

/** `isMarked`: it came as base64, and says so. Attributes in the protocol's own words. */
export type Came = { bytes: Buffer; isMarked: boolean; attributes: unknown; rest: Record<string, unknown> }

/** One protocol. `send` answers whether the message was taken; a protocol that has no words for it throws. */
export type Tongue = {
  send(queue: string, message: Sent): Promise<boolean>
  receive(queue: string): Promise<Came>
}

export const protocols = ['native', 'SQS', 'MNS'] as const
export type Protocol = (typeof protocols)[number]

export type Tongues = Record<Protocol, Tongue> & {
  url: string
  makeQueue(name: string): Promise<void>
  close(): Promise<void>
}

/** One server in memory, spoken to as each protocol's clients would. */
export async function openTongues(): Promise<Tongues> {
  const { url, stop } = await serve(readSettings({ port: '0', store: 'memory' }, {}))
  const makeQueue = async (name: string): Promise<void> => {
    expect((await fetch(`${url}/v1/queues/${name}`, { method: 'PUT' })).ok).toBe(true)
  }
  return { native: native(url), SQS: sqs(url), MNS: mns(url), url, makeQueue, close: stop }
}

const textOf = (body: Content): string => {
  if (typeof body !== 'string') throw new Error('this protocol has no bytes')
  return body
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, { method: 'POST', body, headers })
  expect(response.status).toBeLessThan(500)
  return response
}

function native(url: string): Tongue {
  const ask = (queue: string, what: string, input: object, headers = {}): Promise<Response> =>
    post(`${url}/v1/queues/${queue}/${what}`, JSON.stringify(input), { 'content-type': 'application/json', ...headers })
  return {
    async send(queue, { body, headers, ...rest }) {
      const isText = typeof body === 'string'
      const encoded = isText ? body : Buffer.from(body).toString('base64')
      const message = { body: encoded, bodyEncoding: isText ? 'text' : 'base64', ...rest }
      return (await ask(queue, 'messages', { messages: [message] }, headers)).status === 201
    },
    async receive(queue) {
      const { messages } = (await (await ask(queue, 'poll', {})).json()) as { messages: Record<string, unknown>[] }
      const { body, bodyEncoding, attributes, ...rest } = messages[0]!
      const isMarked = bodyEncoding === 'base64'
      return { bytes: Buffer.from(body as string, isMarked ? 'base64' : 'utf8'), isMarked, attributes, rest }
    },
  }
}

const sqsTypes = { string: 'String', number: 'Number', binary: 'Binary' }

const toSqs = ({ type, label, value }: Attribute): object => ({
  DataType: label === undefined ? sqsTypes[type] : `${sqsTypes[type]}.${label}`,
  ...(type === 'binary' ? { BinaryValue: value } : { StringValue: value }),
})

function sqs(url: string): Tongue {
  const ask = (operation: string, input: object, headers = {}): Promise<Response> =>
    post(url, JSON.stringify(input), {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      ...headers,
    })
  return {
    async send(QueueUrl, { body, attributes = {}, groupId, headers }) {
      const named = Object.entries(attributes).map(([name, one]) => [name, toSqs(one)])
      const group = groupId === undefined ? {} : { MessageGroupId: groupId }
      const input = { QueueUrl, MessageBody: textOf(body), MessageAttributes: Object.fromEntries(named), ...group }
      return (await ask('SendMessage', input, headers)).ok
    },
    async receive(QueueUrl) {
      const asked = { QueueUrl, MessageAttributeNames: ['All'], AttributeNames: ['All'] }
      const { Messages } = (await (await ask('ReceiveMessage', asked)).json()) as {
        Messages: { Body: string; MessageAttributes?: Record<string, object>; Attributes: Record<string, string> }[]
      }
      const { Body, MessageAttributes = {}, Attributes } = Messages[0]!
      const { 'Sluice.BodyEncoding': mark, ...attributes } = MessageAttributes
      const isMarked = mark !== undefined
      return { bytes: Buffer.from(Body, isMarked ? 'base64' : 'utf8'), isMarked, attributes, rest: Attributes }
    },
  }
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const escaped = (text: string): string => text.replaceAll(/[&<>\r]/g, character => escapes[character]!)
const element = (name: string, content: string): string => `<${name}>${content}</${name}>`
const optional = (name: string, content: string | number | undefined): string =>
  content === undefined ? '' : element(name, `${content}`)

const mnsType = ({ type, label }: Attribute): string => (label === 'boolean' ? label : type).toUpperCase()

function toMns(attributes: Attributes): string {
  const items = Object.entries(attributes).map(([name, one]) =>
    element(
      'PropertyValue',
      element('Name', name) + element('Value', escaped(one.value)) + element('Type', mnsType(one)),
    ),
  )
  return element('UserProperties', items.join(''))
}

const childOf = (parent: Element, name: string): Element => perhapsChildOf(parent, name)!

const fromMns = (message: Element): Record<string, object> => {
  const items = perhapsChildOf(message, 'UserProperties')?.children ?? []
  return Object.fromEntries(
    items.map(item => [
      childOf(item, 'Name').text,
      { Type: childOf(item, 'Type').text, Value: childOf(item, 'Value').text },
    ]),
  )
}

function mns(url: string): Tongue {
  const headers = { 'content-type': 'text/xml', 'x-mns-version': '2015-06-06' }
  const at = (queue: string): string => `${url}/queues/${queue}/messages`
  return {
    async send(queue, { body, attributes, priority, groupId, headers: more }) {
      const fields = [
        element('MessageBody', escaped(textOf(body))),
        optional('Priority', priority),
        attributes === undefined ? '' : toMns(attributes),
        optional('MessageGroupId', groupId),
      ]
      return (await post(at(queue), element('Message', fields.join('')), { ...headers, ...more })).status === 201
    },
    async receive(queue) {
      const message = parseXml(await (await fetch(at(queue), { headers })).text())
      const rest = Object.fromEntries(message.children.map(({ name, text }) => [name, text]))
      const isMarked = rest.MessageBodyEncoding === 'base64'
      const bytes = Buffer.from(rest.MessageBody!, isMarked ? 'base64' : 'utf8')
      return { bytes, isMarked, attributes: fromMns(message), rest }
    },
  }
}
