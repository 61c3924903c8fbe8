import { describe, expect, test } from 'vitest'
import { limits } from '../../lib/domain/limits.ts'
import { checked, fieldsOf } from '../protocols/mns/harness/client.ts'
import { aServer } from './aServer.ts'
import { aRequest, wireTo } from './wire.ts'

/** What is answered to a request whose headers are these and whose body never comes, or is empty. */
async function heard(port: number, target: string, method: string, headers: Record<string, string>) {
  const wire = (await wireTo(port)).say(aRequest(target, { method, headers }))
  return wire.hear()
}

async function refusal(port: number, target: string, method: string, headers: Record<string, string>) {
  const answer = checked(await heard(port, target, method, headers))
  return [answer.status, answer.root?.name, ...Object.values(fieldsOf(answer.root)).slice(0, 2)]
}

const tooLong = { 'content-length': `${limits.requestBytesMax + 1}` }
const ofMns = { 'x-mns-version': '2015-06-06' }

describe('what no protocol gets to see is refused in the words of MNS', () => {
  test.each([
    ['its paths', '/queues/q/messages', tooLong],
    ['a path with a host in front', '/1.mns.here.aliyuncs.com/queues/q/messages', { ...tooLong, ...ofMns }],
    ['a target in absolute form', 'http://1.mns.here.aliyuncs.com/topics/t/messages', tooLong],
    ['its Authorization', '/', { ...tooLong, authorization: 'MNS a:b' }],
  ])('a body that is too large, known by %s', async (_what, target, headers) => {
    const { port } = await aServer()
    expect(await refusal(port, target, 'POST', headers)).toEqual([
      400,
      'Error',
      'InvalidArgument',
      `The size of the request should between 0 and ${limits.requestBytesMax} bytes.`,
    ])
  })

  test('a host that is not ours, and a page of another site', async () => {
    const { port } = await aServer()
    const byHost = await refusal(port, '/queues/q', 'GET', { host: 'evil.example' })
    expect(byHost).toEqual([403, 'Error', 'AccessDenied', 'The host name evil.example is not one of this server.'])
    const byOrigin = await refusal(port, '/queues', 'GET', { origin: 'https://evil.example' })
    expect(byOrigin).toEqual([403, 'Error', 'AccessDenied', 'Pages of https://evil.example may not call this server.'])
    const byQuery = await refusal(port, '/queues?x=1', 'GET', { 'sec-fetch-site': 'cross-site' })
    expect(byQuery).toEqual([403, 'Error', 'AccessDenied', 'Pages of other sites may not call this server.'])
  })
})

test('a client that has the server for its proxy names a host of the service', async () => {
  const { port } = await aServer()
  const host = '1.mns.cn-hangzhou.aliyuncs.com'
  const answer = checked(await heard(port, `http://${host}/queues/q`, 'PUT', { host, ...ofMns }))
  expect([answer.status, answer.headers.location]).toEqual([201, `http://${host}/queues/q`])
  expect((await heard(port, `http://${host}/v1/queues`, 'GET', { host })).status).toBe(403)
})
