import type { OutgoingMessage } from './body.ts'
import type { Attribute } from './wire.ts'

const encoder = new TextEncoder()

const textBytes = (text: string): number => encoder.encode(text).length

/** A full base64 text stands for three bytes in four letters. */
const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4)

/** What counts against a request's 1 MiB: the body, and of each attribute its name, type with label, and value. */
export function messageBytes({ body, bodyEncoding, attributes = {} }: OutgoingMessage): number {
  const sizes = Object.entries(attributes).map(([name, attribute]) => textBytes(name) + attributeBytes(attribute))
  return sizes.reduce((sum, bytes) => sum + bytes, bodySize(body, bodyEncoding))
}

function bodySize(body: string | Uint8Array, encoding: OutgoingMessage['bodyEncoding']): number {
  if (typeof body !== 'string') return body.length
  return encoding === 'base64' ? base64Bytes(body) : textBytes(body)
}

const attributeBytes = ({ type, label, value }: Attribute): number =>
  type.length + (label ? label.length + 1 : 0) + (type === 'binary' ? base64Bytes(value) : textBytes(value))
