import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../../domain/clock.ts'
import type { Random } from '../../../domain/random.ts'
import type { CopyFormat } from '../../../domain/topic.ts'
import { toTraceContext } from '../../../domain/trace.ts'
import { md5 } from '../newMessage.ts'
import { type Copy, fieldsOf, writeCopy } from './copy.ts'
import { signatureOf } from './sign.ts'

export type Endpoint = { url: string; format: CopyFormat }

/** With what a push is signed, and where those who check find it. */
export type Signer = { key: KeyObject; certificateUrl: string }

/** A push as it goes over the wire, the spelling of the headers included: receivers look for some of them by it. */
export type PushRequest = { url: string; path: string; headers: Record<string, string>; body: Buffer }

const contentTypes = {
  raw: 'text/plain;charset=utf-8',
  xml: 'text/xml;charset=utf-8',
  json: 'application/json',
} as const satisfies Record<CopyFormat, string>

type Moment = { wall: Clock; random: Random }

/** The request that carries a copy to an endpoint (reference, 5.4). */
export function pushRequest(
  copy: Copy,
  { url, format }: Endpoint,
  signer: Signer,
  moment: Moment,
): Promise<PushRequest> {
  const body = format === 'raw' ? Buffer.from(copy.envelope.body) : writeCopy(copy, format)
  const headers = format === 'raw' ? ownHeaders(copy) : {}
  const content = { type: contentTypes[format], headers, unsigned: traceHeaders(copy) }
  return signedRequest(url, body, content, signer, moment)
}

/** Any other body in JSON, signed in the same way. */
export const eventRequest = (url: string, body: Buffer, signer: Signer, moment: Moment): Promise<PushRequest> =>
  signedRequest(url, body, { type: contentTypes.json, headers: {}, unsigned: {} }, signer, moment)

async function signedRequest(
  url: string,
  body: Buffer,
  content: { type: string; headers: Record<string, string>; unsigned: Record<string, string> },
  signer: Signer,
  { wall, random }: Moment,
): Promise<PushRequest> {
  const path = pathOf(url)
  const signed = {
    'Content-md5': md5(body),
    'Content-Type': content.type,
    Date: new Date(wall.nowMs()).toUTCString(),
    'x-mns-request-id': Buffer.from(random.bytes(requestIdBytes)).toString('hex').toUpperCase(),
    'x-mns-version': '2015-06-06',
    'x-mns-signing-cert-url': Buffer.from(signer.certificateUrl).toString('base64'),
    ...content.headers,
  }
  const headers = {
    ...signed,
    Authorization: await signatureOf({ path, headers: signed }, signer.key),
    'User-Agent': 'Aliyun Notification Service Agent',
    Accept: '*/*',
    ...content.unsigned,
    Connection: 'keep-alive',
  }
  return { url, path, headers, body }
}

/** Not part of what is signed: of other headers receivers check those that begin with `x-mns-`. */
const traceHeaders = ({ envelope: { trace } }: Copy): Record<string, string> => ({
  ...(trace !== undefined && (toTraceContext(trace) as Record<string, string> | undefined)),
})

const requestIdBytes = 12

/** What a document would say. A tag that no header can carry is percent-encoded. */
function ownHeaders(copy: Copy): Record<string, string> {
  const { MessageId, MessageTag, PublishTime, Subscriber, SubscriptionName, TopicName, TopicOwner } = fieldsOf(copy)
  const headers = {
    'x-mns-message-id': MessageId,
    'x-mns-message-tag':
      MessageTag === undefined || carriable.test(MessageTag) ? MessageTag : encodeURIComponent(MessageTag),
    'x-mns-publish-time': PublishTime,
    'x-mns-subscriber': Subscriber,
    'x-mns-subscription-name': SubscriptionName,
    'x-mns-topic-name': TopicName,
    'x-mns-topic-owner': TopicOwner,
  }
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}

// No blanks at the ends: whoever reads a header takes them off.
const carriable = /^[!-~]([ -~]*[!-~])?$/

/** As it is asked for, the query included. An endpoint that says no path is asked for one of MNS's. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return /^https?:\/\/[^/\\?#]*([?#]|$)/i.test(url) ? `/notifications${search}` : pathname + search
}
