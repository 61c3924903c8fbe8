import { hash, timingSafeEqual } from 'node:crypto'
import type { Request } from '../../http/message.ts'
import { MnsError } from './errors.ts'

const version = '2015-06-06'

/** What a signed request has to say beside its signature (reference, 2.2). Unsigned ones are told of that, or let in, elsewhere. */
export function checkHeaders({ headers }: Request): void {
  if (!headers.authorization) return
  const given = headers['x-mns-version']
  if (given === undefined) throw new MnsError('MissingVersionHeader')
  if (given !== version) throw new MnsError('InvalidVersionHeader')
  const date = headers['x-mns-date'] || headers.date
  if (!date) throw new MnsError('MissingDateHeader')
  if (Number.isNaN(Date.parse(date))) throw new MnsError('InvalidDateHeader')
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'))

/** Content-MD5 is base64 of the digest's bytes, or of its hex text: clients of the vendor send the latter. */
export function checkDigest({ headers, body = '' }: Request): void {
  const given = headers['content-md5']
  if (given === undefined || given === '') return
  const digest = hash('md5', body, 'buffer')
  const known = [digest.toString('base64'), Buffer.from(digest.toString('hex')).toString('base64')]
  if (!known.some(one => isSame(given, one))) throw new MnsError('InvalidDigest')
}
