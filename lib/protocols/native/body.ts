import { isUtf8 } from 'node:buffer'
import type { Request } from '../../http/message.ts'

export type ParsedBody = { kind: 'json'; value: unknown } | { kind: 'none' } | { kind: 'malformed'; detail: string }

/** The body as JSON. JSON is UTF-8 (RFC 8259), so what is not valid UTF-8 is refused, not repaired. */
export function parseBody(body: Request['body']): ParsedBody {
  if (body === undefined || body.length === 0) return { kind: 'none' }
  if (typeof body !== 'string' && !isUtf8(body)) return { kind: 'malformed', detail: 'The body is not valid UTF-8.' }
  try {
    return { kind: 'json', value: JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) }
  } catch (error) {
    return { kind: 'malformed', detail: `The body is not JSON: ${(error as SyntaxError).message.slice(0, 200)}` }
  }
}

// Clients often name no type at all; what they do name has to be JSON.
const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

export const isJsonType = (contentType: string | undefined): boolean =>
  contentType === undefined || contentType === '' || jsonType.test(contentType)
