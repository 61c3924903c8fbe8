import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Heard } from '../sqs/harness/exchange.ts'
import { type Answer, checked, expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { type Scene, worlds } from './harness/open.ts'
import { aQueue, xml } from './harness/queue.ts'
import { type Call, digests, hmacOf, signed, stringToSign } from './harness/signing.ts'

const message = xml('Message', { MessageBody: 'hello' })

/** Sends headers as they are, signed by nobody but the test. */
const plain = async ({ exchange }: Scene, call: Call): Promise<Answer> => checked(await exchange(call))

const dateOf = ({ clock }: Scene, seconds = 0): string => new Date(clock.nowMs() + seconds * 1000).toUTCString()

/** A request whose headers are these and no others, rightly signed. */
function bare(scene: Scene, headers: Record<string, string>, method = 'GET', target = '/queues'): Promise<Answer> {
  const signature = hmacOf(stringToSign(method, target, headers), scene.key.secret)
  return plain(scene, { method, target, headers: { ...headers, authorization: `MNS ${scene.key.id}:${signature}` } })
}

describe.each(worlds)('the wire on %s', (_name, open) => {
  test('47. a request says who sends it', async () => {
    const scene = await open()
    const headers = { date: dateOf(scene), 'x-mns-version': '2015-06-06' }
    const call = { method: 'GET', target: '/queues', headers }
    await expectRefusal(plain(scene, call), 400, 'MissingAuthorizationHeader')
    const authorization = 'Bearer x'
    const other = plain(scene, { ...call, headers: { ...headers, authorization } })
    await expectRefusal(other, 400, 'InvalidAuthorizationHeader')
  })

  test('48. it says its version and its date', async () => {
    const scene = await open()
    const version = { 'x-mns-version': '2015-06-06' }
    await expectRefusal(bare(scene, { date: dateOf(scene) }), 400, 'MissingVersionHeader')
    await expectRefusal(bare(scene, { date: dateOf(scene), 'x-mns-version': '1' }), 400, 'InvalidVersionHeader')
    await expectRefusal(bare(scene, version), 400, 'MissingDateHeader')
    await expectRefusal(bare(scene, { ...version, date: 'yesterday' }), 400, 'InvalidDateHeader')
    expect((await bare(scene, { ...version, 'x-mns-date': dateOf(scene) })).status).toBe(200)
  })

  test('49. and 50. its time, its key and its signature are right', async () => {
    const scene = await open()
    const version = { 'x-mns-version': '2015-06-06' }
    await expectRefusal(bare(scene, { ...version, date: dateOf(scene, -16 * 60) }), 408, 'TimeExpired')
    expect((await bare(scene, { ...version, date: dateOf(scene, -14 * 60) })).status).toBe(200)
    const headers = { ...version, date: dateOf(scene) }
    const stranger = { ...scene, key: { ...scene.key, id: 'nobody' } }
    await expectRefusal(bare(stranger, headers), 403, 'InvalidAccessKeyId')
    const forger = { ...scene, key: { ...scene.key, secret: 'x' } }
    await expectRefusal(bare(forger, headers), 403, 'SignatureDoesNotMatch')
  })

  test('52. a digest is that of the body, in either encoding', async () => {
    const scene = await open()
    const { ask, messages } = { ...scene, ...(await aQueue(scene)) }
    const send = (md5: string) => ask('POST', messages(), message, { headers: { 'content-md5': md5 } })
    for (const md5 of [digests.hex(message), digests.raw(message), '']) expect((await send(md5)).status).toBe(201)
    for (const md5 of [digests.hex('other'), digests.raw('other'), 'x'])
      await expectRefusal(send(md5), 400, 'InvalidDigest')
    const empty = 'ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U='
    const headers = { 'content-md5': empty, 'content-type': 'application/xml' }
    expect((await ask('GET', '/queues', undefined, { headers })).status).toBe(200)
  })

  test('53. and 58. names of headers are in any case, and a token is not signed', async () => {
    const scene = await open()
    const { clock, key, exchange, ask } = scene
    const call = { method: 'PUT', target: '/queues/q', headers: {}, body: '<Queue/>' }
    const spelled = { 'x-mns-version': 'X-Mns-Version', 'content-md5': 'Content-Md5', date: 'Date' }
    const headers = Object.entries(signed(call, key, clock.nowMs()))
    const inGo = headers.map(([name, value]) => [spelled[name as keyof typeof spelled] ?? name, value])
    expect((await exchange({ ...call, headers: Object.fromEntries(inGo) })).status).toBe(201)
    const token = await ask('GET', '/queues', undefined, { headers: { 'security-token': '' } })
    expect(token.status).toBe(200)
  })

  test('54. a target may be that of a proxy', async () => {
    const scene = await open()
    const target = '/queues/q?metaoverride=false'
    const headers = signed({ method: 'PUT', target, headers: {}, body: '<Queue/>' }, scene.key, scene.clock.nowMs())
    const path = `http://123.mns.cn-shanghai.aliyuncs.com${target}`
    const answer = await scene.exchange({ method: 'PUT', target: path, headers, body: '<Queue/>' })
    expect(answer.status).toBe(201)
    expect((await scene.ask('GET', '/queues/q')).status).toBe(200)
  })

  test('55. a path may begin with a host of the service, which is signed', async () => {
    const { ask, origin } = await open()
    const answer = await ask('PUT', '/x.mns.cn-hangzhou.aliyuncs.com/queues/q', '<Queue/>')
    expect([answer.status, answer.headers.location]).toEqual([201, `${origin}/queues/q`])
    expect((await ask('GET', '/queues/q')).status).toBe(200)
  })

  test('57. a body that waits to be asked for is asked for', async () => {
    const { origin, key, clock } = await open()
    const headers = { expect: '100-continue', 'content-length': '8' }
    const call = { method: 'PUT', target: '/queues/q', headers, body: '<Queue/>' }
    const asking = request(`${origin}/queues/q`, { method: 'PUT', headers: signed(call, key, clock.nowMs()) })
    asking.flushHeaders()
    await once(asking, 'continue')
    asking.end('<Queue/>')
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(201)
    answer.resume()
  })

  test('77. the account has attributes, which are kept', async () => {
    const { ask } = await open()
    const first = await ask('GET', '/?accountmeta=true')
    expect([first.status, ...shapeOf(first)]).toEqual([200, 'Account', ['LoggingBucket']])
    const set = await ask('PUT', '/?accountmeta=true', xml('Account', { LoggingBucket: 'logs', TraceEnabled: 'True' }))
    expect(set.status).toBe(204)
    await ask('PUT', '/?accountMeta=true', xml('Account', { LoggingBucket: 'more' }))
    const { root } = await ask('GET', '/?accountmeta=true')
    expect(fieldsOf(root)).toEqual({ LoggingBucket: 'more', TraceEnabled: 'True' })
    const long = xml('Account', { LoggingBucket: 'x'.repeat(257) })
    await expectRefusal(ask('PUT', '/?accountmeta=true', long), 400, 'InvalidArgument')
  })

  test('the product is open already', async () => {
    const { ask } = await open()
    expect(shapeOf(await ask('POST', '/commonbuy/openservice'))).toEqual(['OpenService', ['OrderId']])
  })

  test.each([
    ['GET', '/nothing'],
    ['GET', '/'],
    ['PATCH', '/queues/q'],
    ['constructor', '/queues/q'],
    ['GET', '/queues/q/other'],
    ['POST', '/queues/q'],
    ['DELETE', '/queues'],
  ])('78. there is no %s %s', async (method, target) => {
    const { ask, key, exchange, clock } = await open()
    const known = method === 'constructor' ? 'OPTIONS' : method
    await expectRefusal(ask(known, target), 400, 'InvalidRequestURL')
    const anonymous: Heard = await exchange({ method: known, target, headers: { 'x-mns-version': '2015-06-06' } })
    expect(anonymous.body).toContain('MissingAuthorizationHeader')
    expect(signed({ method, target, headers: {} }, key, clock.nowMs()).authorization).toMatch(/^MNS /)
  })
})
