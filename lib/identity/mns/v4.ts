import { createHmac } from 'node:crypto'
import type { Request } from '../../http/message.ts'
import { toAmzDate } from '../sigV4/amzDate.ts'
import { headerLines } from './plain.ts'
import type { Scope } from './proof.ts'
import { split } from './targets.ts'

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** RFC 3986: everything but letters, digits and `-._~`. */
const escaped = (text: string): string =>
  encodeURIComponent(decoded(text)).replaceAll(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

function queryLine(query: string | undefined): string {
  const items = (query ?? '').split('&').filter(item => item !== '')
  const pairs = items.map(item => {
    const at = item.indexOf('=')
    const name = (at < 0 ? item : item.slice(0, at)).trim().toLowerCase()
    return [escaped(name), at < 0 ? '' : escaped(item.slice(at + 1).trim())] as const
  })
  const sorted = pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  return sorted.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')
}

function canonical({ method, headers }: Request, target: string): string {
  const { path, query } = split(target)
  const lines = headerLines(headers, ['content-type', 'content-md5'])
  return `${method}\n${path.split('/').map(escaped).join('/')}\n${queryLine(query)}\n${lines}\n`
}

/** What is signed of a request (reference, 2.5). */
export function v4StringToSign(request: Request, target: string, dateMs: number, scope: Scope): string {
  const { date, region, service, terminator, words } = scope
  const parts = [date, region, service, terminator].join('/')
  return `${words.algorithm}\n${toAmzDate(dateMs)}\n${parts}\n${canonical(request, target)}`
}

/** The signature in version 4 of a text, in lower-case hex. */
export function v4Signature(text: string, { date, region, service, terminator, words }: Scope, secret: string): string {
  const key = [date, region, service, terminator].reduce<string | Buffer>(hmac, words.prefix + secret) as Buffer
  return hmac(key, text).toString('hex')
}
