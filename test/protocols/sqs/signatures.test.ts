import { describe, expect, test } from 'vitest'
import { createAccessKey } from '../../../lib/actions/createAccessKey.ts'
import { makeAdminKey } from '../../../lib/identity/firstKey.ts'
import { makeSigV4 } from '../../../lib/identity/sigV4/makeSigV4.ts'
import { never } from '../../identity/anInstallation.ts'
import { example, exampleDesk, vectors } from '../../identity/vectors.ts'
import { jsonClient, readAnswer } from './harness/jsonClient.ts'
import { type Open, refusal, type Scene, worlds } from './harness/open.ts'
import { queryClient, readXml } from './harness/queryClient.ts'
import { hostHeader, type Key, presigned, type Signing, signing } from './harness/signing.ts'

const mismatch =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

async function openSigned(open: Open) {
  const scene = await open({ auth: 'on' })
  const key = await makeAdminKey(scene.app.services, 'ann')
  const as = (who: Key, more: Partial<Signing> = {}) => {
    const exchange = signing(scene.exchange, who, { atMs: scene.clock.nowMs(), ...more })
    return scene.protocol === 'JSON' ? jsonClient(exchange) : queryClient(exchange)
  }
  return { ...scene, key, as }
}

describe.each(worlds)('signatures by %s', (_name, open) => {
  test('99. what is signed with a key of ours is served', async () => {
    const { as, key } = await openSigned(open)
    const sqs = as(key)
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'q' })
    expect(QueueUrl).toBe('http://queues.test/000000000000/q')
    await sqs('SendMessage', { QueueUrl, MessageBody: 'héllo 😀' })
    expect((await sqs('ReceiveMessage', { QueueUrl })).Messages).toMatchObject([{ Body: 'héllo 😀' }])
  })

  test('99. with one character of the body changed it is refused, and told what should have been signed', async () => {
    const { as, key } = await openSigned(open)
    const spoil: Signing['spoil'] = sent => ({ ...sent, body: String(sent.body).replace('name', 'nam3') })
    const refused = await refusal(as(key, { spoil })('CreateQueue', { QueueName: 'name' }))
    expect(refused).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    const canonical = /\n\nThe Canonical String for this request should have been\n'POST\n\/\n\n[^']+'\n\n/
    const toSign = /\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260101T000000Z\n[^']+'$/
    expect(refused.message.startsWith(`${mismatch}\n\n`)).toBe(true)
    expect(refused.message).toMatch(canonical)
    expect(refused.message).toMatch(toSign)
  })

  test('101. the parts of the header may stand without spaces between them', async () => {
    const { as, key } = await openSigned(open)
    const spoil: Signing['spoil'] = sent => {
      const authorization = sent.headers.authorization!.replaceAll(', ', ',')
      return { ...sent, headers: { ...sent.headers, authorization } }
    }
    expect(await as(key, { spoil })('ListQueues')).toEqual({})
  })

  test('whoever is not known is refused in the words of the service', async () => {
    const { as, key, sqs } = await openSigned(open)
    const told = async (call: Promise<unknown>) => {
      const { status, code, message } = await refusal(call)
      return [status, code, message.split('\n')[0]]
    }
    const unsigned = [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token']
    expect(await told(sqs('ListQueues'))).toEqual(unsigned)
    const unknown = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.']
    expect(await told(as({ ...key, id: 'AKIAIOSFODNN7EXAMPLE' })('ListQueues'))).toEqual(unknown)
    expect(await told(as({ ...key, secret: 'wrong' })('ListQueues'))).toEqual([403, 'SignatureDoesNotMatch', mismatch])
    const malformed = sqs('ListQueues', {}, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } })
    expect((await told(malformed)).slice(0, 2)).toEqual([400, 'IncompleteSignature'])
  })

  test('a date too old, or ahead (our choice of text), is refused by both times', async () => {
    const { as, key, clock } = await openSigned(open)
    const told = async (seconds: number) =>
      (await refusal(as(key, { atMs: clock.nowMs() + seconds * 1000 })('ListQueues'))).message
    expect(await told(-1200)).toBe(
      'Signature expired: 20251231T234000Z is now earlier than 20251231T234500Z (20260101T000000Z - 15 min.)',
    )
    expect(await told(1200)).toBe(
      'Signature not yet current: 20260101T002000Z is still later than 20260101T001500Z (20260101T000000Z + 15 min.)',
    )
    expect(await as(key, { atMs: clock.nowMs() - 890_000 })('ListQueues')).toEqual({})
  })

  test('who may not is refused, and nothing happens', async () => {
    const { as, key, app } = await openSigned(open)
    await as(key)('CreateQueue', { QueueName: 'q' })
    const grants = [{ actions: ['poll' as const], queues: ['q'] }]
    const made = await createAccessKey(app.services, { owner: 'bob', grants }, never)
    const bob = as({ id: made.key.id, secret: made.secret! })
    const refused = await refusal(bob('SendMessage', { QueueUrl: 'q', MessageBody: 'x' }))
    expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(await bob('ReceiveMessage', { QueueUrl: 'q' })).toEqual({})
  })
})

describe.each(worlds.filter(([name]) => name.startsWith('Query')))('presigned URLs by %s', (_name, open) => {
  test('serve whoever has them, for as long as they say', async () => {
    const { key, as, exchange, clock, advance } = await openSigned(open)
    await as(key)('CreateQueue', { QueueName: 'q' })
    await as(key)('SendMessage', { QueueUrl: 'q', MessageBody: 'x' })
    const target = await presigned('/000000000000/q?Action=ReceiveMessage&Version=2012-11-05', key, clock.nowMs())
    const ask = async (target: string) =>
      readXml('ReceiveMessage', await exchange({ method: 'GET', target, headers: hostHeader }))
    expect((await ask(target)).Messages).toMatchObject([{ Body: 'x' }])
    const other = await refusal(ask(target.replace('ReceiveMessage', 'DeleteQueue')))
    expect(other.code).toBe('SignatureDoesNotMatch')
    await advance(61)
    expect((await refusal(ask(target))).status).toBe(403)
  })
})

/** The requests of the reference, byte for byte, at their time. */
const openVectors = async (open: Open, sessionToken?: string): Promise<Scene> => {
  const scene = await open({
    auth: 'on',
    atMs: example.dateMs,
    sigV4: services => makeSigV4({ desk: exampleDesk({ services } as never, sessionToken), wall: services.clock }),
  })
  const key = { id: example.id, secret: example.secret }
  if (sessionToken !== undefined) return scene
  const sqs = jsonClient(signing(scene.exchange, key, { atMs: example.dateMs }))
  await sqs('CreateQueue', { QueueName: 'q1' })
  await sqs('CreateQueue', { QueueName: 'q1.fifo', Attributes: { FifoQueue: 'true' } })
  return scene
}

const sentOf = (name: keyof typeof vectors) => {
  const { method, path, query, headers, body } = vectors[name].request
  const target = query.size === 0 ? path : `${path}?${query}`
  return { method, target, headers: headers as Record<string, string>, ...(body !== undefined && { body }) }
}

describe.each(worlds.filter(([name]) => name.startsWith('JSON')))(
  'the vectors of the reference by %s',
  (_name, open) => {
    test('99. A and C are accepted; with one character of the body changed they are not', async () => {
      const { exchange } = await openVectors(open)
      expect(readAnswer(await exchange(sentOf('A')))).toMatchObject({
        MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
      })
      expect(readXml('SendMessage', await exchange(sentOf('C')))).toHaveProperty('MessageId')
      for (const name of ['A', 'C'] as const) {
        const sent = sentOf(name)
        const heard = await exchange({ ...sent, body: String(sent.body).replace('hello', 'hellp') })
        expect(heard.status).toBe(403)
        expect(heard.body).toContain(name === 'A' ? 'InvalidSignatureException' : 'SignatureDoesNotMatch')
      }
    })

    test('99. B is accepted with its session token, and goes on to a queue that is not there', async () => {
      const { exchange } = await openVectors(open, vectors.B.sessionToken)
      const heard = await exchange(sentOf('B'))
      expect(heard.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender')
      expect((await exchange(sentOf('A'))).headers['x-amzn-query-error']).toBe('InvalidClientTokenId;Sender')
    })

    test('99. D, a URL, is accepted for as long as it says', async () => {
      const { exchange, advance } = await openVectors(open)
      expect(readXml('ReceiveMessage', await exchange(sentOf('D')))).toEqual({})
      await advance(61)
      expect((await exchange(sentOf('D'))).status).toBe(403)
    })
  },
)
