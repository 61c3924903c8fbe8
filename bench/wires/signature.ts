import { createHash, createHmac } from 'node:crypto'
import type { Headers } from '../http/request.ts'

export type AccessKey = { id: string; secret: string }

const region = 'us-east-1'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** `20300131T120000Z`. */
const amzDate = (ms: number): string => new Date(ms).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')

/** The headers with those of Signature Version 4, for a POST to `/` of SQS at this moment. */
export function signed({ id, secret }: AccessKey, headers: Headers, body: string, nowMs: number): Headers {
  const date = amzDate(nowMs)
  const day = date.slice(0, 8)
  const all: Headers = { ...headers, host: '127.0.0.1', 'x-amz-date': date }
  const names = Object.keys(all).sort()
  const lines = names.map(name => `${name}:${all[name]}\n`).join('')
  const request = ['POST', '/', '', lines, names.join(';'), sha256(body)].join('\n')
  const scope = `${day}/${region}/sqs/aws4_request`
  const key = [region, 'sqs', 'aws4_request'].reduce((above, part) => hmac(above, part), hmac(`AWS4${secret}`, day))
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(request)].join('\n')).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...headers, 'x-amz-date': date, authorization }
}
