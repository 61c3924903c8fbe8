import { createHmac } from 'node:crypto'
import type { Request } from '../../http/message.ts'

const ownHeader = /^x-mns-/

/** The protocol's own headers, one a line, sorted by name. */
export const headerLines = (headers: Request['headers'], others: readonly string[] = []): string =>
  Object.keys(headers)
    .filter(name => (ownHeader.test(name) || others.includes(name)) && headers[name] !== undefined)
    .sort()
    .map(name => `${name}:${headers[name]!.trim()}\n`)
    .join('')

/** What is signed of a request (reference, 2.1). */
export const stringToSign = ({ method, headers }: Request, target: string, date: string): string =>
  `${method}\n${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}\n${date}\n${headerLines(headers)}${target}`

/** The signature of a request that is sent for `target`. */
export const plainSignature = (text: string, secret: string): string =>
  createHmac('sha1', secret).update(text).digest('base64')
