import type { Request } from '../../lib/http/message.ts'
import { aRequest } from './anInstallation.ts'

/** The vectors of the reference (2.3 and 2.5): requests, and the signatures that others computed for them. */
export type Vector = { request: Request; target: string; secret: string; text?: string; signature: string }

const date = 'Wed, 01 Jan 2025 00:00:00 GMT'
const version = '2015-06-06'
export const demoSecret = 'demo-secret'
export const dateMs = Date.UTC(2025, 0, 1)

function vector(
  method: string,
  target: string,
  headers: Record<string, string>,
  signature: string,
  secret = demoSecret,
) {
  const [path = '', query = ''] = target.split('?')
  const request = aRequest({ method, path, target, query: new URLSearchParams(query), headers })
  return { request, target, secret, signature }
}

const md5A = 'ZDAwOTFmMjA0Yzc1MThiOWZhNzQyMDMxODk1ZDk1ZmQ='
export const bodyA =
  '<?xml version="1.0" encoding="UTF-8"?><Message xmlns="http://mns.aliyuncs.com/doc/v1/"><MessageBody>hello</MessageBody><Priority>8</Priority></Message>'
export const bodyB = '<Queue><VisibilityTimeout>60</VisibilityTimeout></Queue>'

export const vectors: Readonly<Record<string, Vector>> = {
  A: {
    ...vector(
      'POST',
      '/queues/demo/messages',
      { 'content-md5': md5A, 'content-type': 'text/xml', date, 'x-mns-date': date, 'x-mns-version': version },
      'pABHJQdbUvbS9UvraDNOZmHdUT0=',
    ),
    text: `POST\n${md5A}\ntext/xml\n${date}\nx-mns-date:${date}\nx-mns-version:${version}\n/queues/demo/messages`,
  },
  B: vector(
    'PUT',
    '/queues/demo?metaoverride=true',
    {
      'content-md5': 'OlOEUU3Wp2Nb/fhHPSQSvA==',
      'content-type': 'text/xml;charset=utf-8',
      date,
      'x-mns-version': version,
    },
    'ckF+4PZgZoLzUFL69R8s+t7V8sI=',
  ),
  C: vector(
    'DELETE',
    '/queues/demo/messages?ReceiptHandle=1-QUJD==',
    { date, 'x-mns-version': version },
    'Vx+PZ6flcDMJtaDKVRO4wYwiaw8=',
  ),
  D: vector(
    'GET',
    '/queues',
    { date, 'x-mns-version': version, 'x-mns-prefix': 'de', 'x-mns-marker': 'ZGVtbw==', 'x-mns-ret-number': '2' },
    'vV4ZsKYiUoW4WiycZrIj9R8kBLg=',
  ),
  'of the documentation': vector(
    'GET',
    '/MyQueue',
    { date: 'Thu, 09 Jul 2015 03:01:34 GMT', 'x-mns-version': version },
    'uwx3yeWoILzgmvesW0BQSgfM7b8=',
    'TestAccessSecret',
  ),
  'without a header of its own': vector(
    'GET',
    '/queues/TestQueue',
    { date: 'Tue, 03 Jun 2025 11:23:48 GMT' },
    'uDJQXbk2xOhH95MDXmgbAGdtyE4=',
    'testSk',
  ),
  'with a header in two cases': vector(
    'GET',
    '/queues/TestQueue123456',
    { date: 'Wed, 03 Dec 2025 11:23:48 GMT', 'x-mns-abcdef': 'KKKkkk' },
    'lPxnfNA+Qo/aj18MYJUnRMqa84I=',
    'sk-kkkkkk1111111111',
  ),
}

export const v4Vector = {
  ...vector(
    'GET',
    '/queues/demo/messages?waitseconds=10',
    { date, 'content-type': 'text/xml;charset=UTF-8', 'x-mns-version': version },
    '323c5b4b197352f1329a486560a466f6a5774c91286a5a7467ab9909410113a1',
  ),
  credential: 'demo-key/20250101/cn-hangzhou/mns/aliyun_v4_request',
}
