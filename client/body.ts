import { fromBase64, toBase64 } from './base64.ts'
import type { BodyEncoding, MessageChange, NewMessage } from './wire.ts'

/** A message to publish: bytes travel as base64 by themselves, a Date as its instant. */
export type OutgoingMessage = Omit<NewMessage, 'body' | 'deliverAt'> & {
  body: string | Uint8Array
  deliverAt?: string | Date | undefined
}

/** A change of a waiting message; what is left out stays as it is. */
export type OutgoingChange = Omit<MessageChange, 'body' | 'deliverAt'> & {
  body?: string | Uint8Array | undefined
  deliverAt?: string | Date | undefined
}

export const toWire = ({ body, deliverAt, ...rest }: OutgoingMessage): NewMessage => ({
  ...rest,
  ...wireBody(body, rest.bodyEncoding),
  deliverAt: wireInstant(deliverAt),
})

export const toWireChange = ({ body, deliverAt, ...rest }: OutgoingChange): MessageChange => ({
  ...rest,
  ...(body === undefined ? {} : wireBody(body, rest.bodyEncoding)),
  deliverAt: wireInstant(deliverAt),
})

// What is neither text nor bytes goes out as it is, for the server to refuse by name.
const wireBody = (body: string | Uint8Array, bodyEncoding: BodyEncoding | undefined) =>
  body instanceof Uint8Array ? { body: toBase64(body), bodyEncoding: 'base64' as const } : { body, bodyEncoding }

const wireInstant = (instant: string | Date | undefined): string | undefined =>
  instant instanceof Date ? instant.toISOString() : instant

type EncodedBody = { body: string; bodyEncoding: BodyEncoding }

/** The body's bytes, as they were published. */
export const bodyBytes = ({ body, bodyEncoding }: EncodedBody): Uint8Array =>
  bodyEncoding === 'base64' ? fromBase64(body) : new TextEncoder().encode(body)

/** The body as text; bytes that are not UTF-8 turn into U+FFFD. */
export const bodyText = ({ body, bodyEncoding }: EncodedBody): string =>
  bodyEncoding === 'base64' ? new TextDecoder().decode(fromBase64(body)) : body
