import { hash } from 'node:crypto'
import type { Reply, Request } from '../../http/message.ts'
import { type ErrorCode, errors, MnsError } from './errors.ts'
import type { Answered } from './operation.ts'
import { type Place, type Site, siteOf } from './site.ts'
import { document, element } from './xml/write.ts'

const idDigits = 24
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An id in the service's form: the end of ours where that is a UUID, so that the log can be searched for it; else a digest of it. */
export const requestIdOf = (id: string): string =>
  (uuid.test(id) ? id.replaceAll('-', '').slice(-idDigits) : hash('sha1', id).slice(0, idDigits)).toUpperCase()

const version = { 'x-mns-version': '2015-06-06' }
const type = 'text/xml;charset=utf-8'

/** The answer of an operation. Names of headers stay in lower case: one client looks for them so. */
export function replyOf({ status, body, location }: Answered, requestId: string): Reply {
  const headers: Record<string, string> = { 'x-mns-request-id': requestIdOf(requestId), ...version }
  if (location !== undefined) headers.Location = location
  if (body === undefined) return { status, headers }
  headers['content-type'] = type
  return { status, headers, body }
}

/** A refusal, or a fault of ours: never without its document. */
export function errorReply({ code, message }: MnsError, { base }: Pick<Site, 'base'>, requestId: string): Reply {
  const id = requestIdOf(requestId)
  const inner = element('Code', code) + element('Message', message) + element('RequestId', id) + element('HostId', base)
  const headers = { 'x-mns-request-id': id, ...version, 'content-type': type }
  return { status: errors[code].status, headers, body: document('Error', inner) }
}

/** The same for what is refused before the request was read any further; without a text: the usual one of the code. */
export const refusalReply = (
  code: ErrorCode,
  text: string | undefined,
  place: Place,
  { headers, requestId }: Pick<Request, 'headers' | 'requestId'>,
): Reply => errorReply(new MnsError(code, text), siteOf(place, { headers }), requestId)
