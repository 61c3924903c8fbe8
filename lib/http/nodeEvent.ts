import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { HttpEvent } from './event.ts'

/** The event that HTTP API would make of a request and its whole body. */
export function toEvent(request: IncomingMessage, body: Buffer | undefined, requestId: string): HttpEvent {
  const target = originForm(request.url!)
  const queryAt = target.indexOf('?')
  const isText = body === undefined || isUtf8(body)
  return {
    rawPath: decodePath(queryAt < 0 ? target : target.slice(0, queryAt)),
    rawQueryString: queryAt < 0 ? '' : target.slice(queryAt + 1),
    headers: joinValues(request.headers),
    requestContext: { requestId, http: { method: request.method!, target } },
    body: isText ? body?.toString() : body.toString('base64'),
    isBase64Encoded: !isText,
  }
}

/** Proxies are sent `http://host/path`, and every server has to understand it (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** As HTTP API does; what cannot be decoded stays as it is, and will be nothing's name. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Node has joined all others already. */
const joinValues = (headers: IncomingHttpHeaders): HttpEvent['headers'] =>
  headers['set-cookie'] === undefined
    ? (headers as HttpEvent['headers'])
    : { ...(headers as HttpEvent['headers']), 'set-cookie': headers['set-cookie'].join(', ') }
