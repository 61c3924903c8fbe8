import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isAuthentic } from '../../push/aReceiver.ts'
import { parseXml } from '../sqs/harness/xml.ts'
import { fieldsOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aPushingTopic, stepSeconds } from './harness/pushing.ts'

const upperMd5 = (body: string): string => hash('md5', body).toUpperCase()
const gapsOf = (seconds: readonly number[]): number[] => seconds.slice(1).map((second, at) => second - seconds[at]!)
const nothing = { visible: 0, inFlight: 0, delayed: 0 }
const never = (): Promise<number> => new Promise(() => {})

describe.each(worlds)('pushes on %s', (_name, open) => {
  test('63. a queue gets the document of nine fields, the tag only where there is one', async () => {
    const { subscribe, publish, take } = await aPushingTopic(open)
    await subscribe({ NotifyContentFormat: 'XML' })
    const published = fieldsOf((await publish('<hi>', { MessageTag: 'x' })).root)
    const root = parseXml((await take()).MessageBody!)
    expect([root.name, root.attributes]).toEqual(['Notification', { xmlns: 'http://mns.aliyuncs.com/doc/v1/' }])
    const fields = {
      TopicOwner: '000000000000',
      TopicName: 't',
      Subscriber: '000000000000',
      SubscriptionName: 's',
      MessageId: published.MessageId,
      Message: '<hi>',
      MessageMD5: upperMd5('<hi>'),
      MessageTag: 'x',
      PublishTime: expect.stringMatching(/^\d{13}$/),
    }
    expect(fieldsOf(root)).toEqual(fields)
    await publish('ho')
    const untagged = fieldsOf(parseXml((await take()).MessageBody!))
    expect(Object.keys(untagged)).toEqual(Object.keys(fields).filter(name => name !== 'MessageTag'))
  })

  test('65. an endpoint without a path is asked for /notifications', async () => {
    const { subscribe, publish, anEndpoint } = await aPushingTopic(open)
    const { url, got } = await anEndpoint()
    await subscribe({ Endpoint: url })
    await publish('x')
    expect((await got(1))[0]!.path).toBe('/notifications')
  })

  test('66. the body is the published one, with ten headers and a signature that holds', async () => {
    const { subscribe, publish, anEndpoint, origin } = await aPushingTopic(open)
    const { url, got } = await anEndpoint()
    await subscribe({ Endpoint: `${url}/hook?a=b` })
    const body = '<ü> & "x"\n'
    const published = fieldsOf((await publish(body, { MessageTag: 'x' })).root)
    const [push] = await got(1)
    expect(push!.body).toBe(body)
    const { headers } = push!
    expect(headers['content-md5']).toBe(upperMd5(body))
    const ours = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-mns-')))
    expect(ours).toEqual({
      'x-mns-request-id': expect.stringMatching(/^[0-9A-F]{24}$/),
      'x-mns-version': '2015-06-06',
      'x-mns-signing-cert-url': expect.any(String),
      'x-mns-message-id': published.MessageId,
      'x-mns-message-tag': 'x',
      'x-mns-publish-time': expect.stringMatching(/^\d{13}$/),
      'x-mns-subscriber': '000000000000',
      'x-mns-subscription-name': 's',
      'x-mns-topic-name': 't',
      'x-mns-topic-owner': '000000000000',
    })
    const certificateUrl = Buffer.from(String(ours['x-mns-signing-cert-url']), 'base64').toString()
    expect(certificateUrl.startsWith(`${origin}/certificates/`)).toBe(true)
    expect(await isAuthentic(push!)).toBe(true)
    expect(await isAuthentic({ ...push!, headers: { ...headers, 'x-mns-message-tag': 'y' } })).toBe(false)
  })

  test('67. backoff: exactly three attempts more, ten to twenty seconds apart', async () => {
    const { subscribe, publish, anEndpoint, passSeconds, counts } = await aPushingTopic(open)
    const { url, seconds } = await anEndpoint(() => 500)
    await subscribe({ Endpoint: url, NotifyStrategy: 'BACKOFF_RETRY' })
    await publish('x')
    await passSeconds(100)
    const gaps = gapsOf(seconds)
    expect(gaps).toHaveLength(3)
    for (const gap of gaps) expect(gap >= 10 && gap < 20 + stepSeconds).toBe(true)
    expect(await counts()).toEqual(nothing)
  })

  test('68. who does not answer is left after five seconds, and asked again', async () => {
    const { subscribe, publish, anEndpoint, passSeconds, rest, wall, advance, counts } = await aPushingTopic(open)
    const answers = [never, () => 204]
    const { url, seconds, got } = await anEndpoint(() => answers.shift()!())
    await subscribe({ Endpoint: url })
    await publish('x')
    await got(1)
    wall.advanceMs(4_999)
    await advance(0)
    expect(await counts()).toMatchObject({ inFlight: 1 })
    wall.advanceMs(1)
    await rest()
    expect(await counts()).toEqual({ ...nothing, delayed: 1 })
    await passSeconds(20)
    expect(gapsOf(seconds)).toHaveLength(1)
    expect(await counts()).toEqual(nothing)
  })

  test('69. decay: one, two, four and eight seconds apart', async () => {
    const { subscribe, publish, anEndpoint, passSeconds } = await aPushingTopic(open)
    const { url, seconds } = await anEndpoint(() => 500)
    await subscribe({ Endpoint: url, NotifyStrategy: 'EXPONENTIAL_DECAY_RETRY' })
    await publish('x')
    await passSeconds(15)
    expect(gapsOf(seconds)).toEqual([1, 2, 4, 8])
  })

  test('70. next to one that fails another gets it once, at once', async () => {
    const { subscribe, publish, anEndpoint, passSeconds } = await aPushingTopic(open)
    const bad = await anEndpoint(() => 500)
    const good = await anEndpoint()
    await subscribe({ Endpoint: bad.url }, '/topics/t/subscriptions/bad')
    await subscribe({ Endpoint: good.url }, '/topics/t/subscriptions/good')
    await publish('x')
    await passSeconds(70)
    expect(good.seconds).toEqual([0])
    expect(bad.seconds).toHaveLength(4)
  })
})
