import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../lib/http/message.ts'
import { makeMns as makeAuthenticate } from '../../../lib/identity/mns/makeMns.ts'
import { errors } from '../../../lib/protocols/mns/errors.ts'
import { makeMns } from '../../../lib/protocols/mns/mns.ts'
import { domainProblems, refusalErrors } from '../../../lib/protocols/mns/problems.ts'
import { anInstallation, aRequest } from '../../identity/anInstallation.ts'
import { type Credentials, everybodyOutside, type Situation, walk } from '../../identity/walk.ts'
import { xml } from './harness/queue.ts'
import { signed } from './harness/signing.ts'

const at = '/queues/orders/messages'
const message = xml('Message', { MessageBody: 'x' })

/** Every operation: what it asks for at least. */
const requests: readonly (readonly [name: string, method: string, target: string, body?: string])[] = [
  ['CreateQueue', 'PUT', '/queues/orders', '<Queue/>'],
  ['SetQueueAttributes', 'PUT', '/queues/orders?metaoverride=true', '<Queue/>'],
  ['GetQueueAttributes', 'GET', '/queues/orders'],
  ['DeleteQueue', 'DELETE', '/queues/orders'],
  ['ListQueue', 'GET', '/queues'],
  ['SendMessage', 'POST', at, message],
  ['BatchSendMessage', 'POST', at, `<Messages>${message}</Messages>`],
  ['ReceiveMessage', 'GET', at],
  ['BatchReceiveMessage', 'GET', `${at}?numOfMessages=2`],
  ['PeekMessage', 'GET', `${at}?peekonly=true`],
  ['BatchPeekMessage', 'GET', `${at}?peekonly=true&numOfMessages=2`],
  ['DeleteMessage', 'DELETE', `${at}?ReceiptHandle=1-x`],
  ['BatchDeleteMessage', 'DELETE', at, '<ReceiptHandles><ReceiptHandle>1-x</ReceiptHandle></ReceiptHandles>'],
  ['ChangeMessageVisibility', 'PUT', `${at}?receiptHandle=1-x&visibilityTimeout=1`],
  ['GetAccountAttributes', 'GET', '/?accountmeta=true'],
  ['SetAccountAttributes', 'PUT', '/?accountmeta=true', '<Account/>'],
  ['CreateTopic', 'PUT', '/topics/orders', '<Topic/>'],
  ['SetTopicAttributes', 'PUT', '/topics/orders?metaoverride=true', '<Topic/>'],
  ['GetTopicAttributes', 'GET', '/topics/orders'],
  ['DeleteTopic', 'DELETE', '/topics/orders'],
  ['ListTopic', 'GET', '/topics'],
  ['PublishMessage', 'POST', '/topics/orders/messages', message],
  ['Subscribe', 'PUT', '/topics/orders/subscriptions/s', xml('Subscription', { Endpoint: 'http://host/' })],
  ['SetSubscriptionAttributes', 'PUT', '/topics/orders/subscriptions/s?metaoverride=true', '<Subscription/>'],
  ['GetSubscriptionAttributes', 'GET', '/topics/orders/subscriptions/s'],
  ['Unsubscribe', 'DELETE', '/topics/orders/subscriptions/s'],
  ['ListSubscriptionByTopic', 'GET', '/topics/orders/subscriptions'],
  ['OpenService', 'POST', '/commonbuy/openservice'],
]

async function aDoor() {
  const installation = await anInstallation()
  const { perform, desk, wall } = installation
  const authenticate = makeAuthenticate({ desk, wall })
  const place = { account: '123456789012', region: 'cn-hangzhou' }
  const answer = makeMns({ perform, authenticate, place, onFault: () => {} })
  const headersOf = (credentials: Credentials, method: string, target: string, body?: string) => {
    const bare = { date: new Date(wall.nowMs()).toUTCString(), 'x-mns-version': '2015-06-06' }
    if (credentials.kind === 'none') return bare
    if (credentials.kind === 'malformed') return { ...bare, authorization: 'MNS nothing' }
    const { sessionToken } = credentials
    const headers = sessionToken === undefined ? {} : { 'security-token': sessionToken }
    return signed({ method, target, headers, ...(body !== undefined && { body }) }, credentials, wall.nowMs())
  }
  const ask = (credentials: Credentials, method: string, target: string, body?: string): Promise<Reply> => {
    const [path = '', query = ''] = target.split('?')
    const headers = headersOf(credentials, method, target, body)
    return answer(aRequest({ method, path, target, query: new URLSearchParams(query), headers, body }))
  }
  return { ...installation, ask }
}

const codeIn = ({ body }: Reply): string => body!.match(/<Code>(.*?)<\/Code>/)![1]!
const wireCode = (code: Situation['code']) => (code === 'Forbidden' ? domainProblems[code] : refusalErrors[code])

describe('who has to stay outside, does, of', () => {
  test.each(requests.map(([name, ...request]) => ({ name, request })))('$name', async ({ request }) => {
    const { ask, aKey, ...rest } = await aDoor()
    const situations = await everybodyOutside({ aKey, ...rest })
    const good = { kind: 'key', ...(await aKey()) } as const
    const send = async (credentials: Credentials): Promise<string> => codeIn(await ask(credentials, ...request))
    await walk(situations, good, send, wireCode)
  })

  test('every refusal has its status; who is not known is told nothing of what was asked, and who is, which right is missing', async () => {
    const { ask, ...installation } = await aDoor()
    for (const { credentials, code } of await everybodyOutside(installation)) {
      const { status, body } = await ask(credentials, 'POST', at, message)
      expect([code, status]).toEqual([code, errors[wireCode(code)].status])
      if (code === 'Forbidden') expect(body).toContain('has no right to publish on the queue orders.')
      else if (code !== 'WrongSignature') expect(body).not.toContain('orders')
    }
  })
})

test('what should have been signed is told to who signed wrongly', async () => {
  const { ask, aKey } = await aDoor()
  const { id } = await aKey()
  const { body } = await ask({ kind: 'key', id, secret: 'x' }, 'GET', '/queues')
  expect(body).toContain('GET\\n\\n\\n')
})

test('a faulty server says so, and no more', async () => {
  const place = { account: '123456789012', region: 'cn-hangzhou' }
  const authenticate = async () => ({ name: 'ann', may: () => true })
  const faults: unknown[] = []
  const fail = async () => {
    throw new Error('the secret of the house')
  }
  const answer = makeMns({ perform: fail, authenticate, place, onFault: thrown => void faults.push(thrown) })
  const { status, body } = await answer(aRequest({ method: 'GET', path: '/queues' }))
  expect([status, body?.includes('secret')]).toEqual([500, false])
  expect(faults).toHaveLength(1)
})
