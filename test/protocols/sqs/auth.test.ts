import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../lib/http/message.ts'
import { makeSigV4 } from '../../../lib/identity/sigV4/makeSigV4.ts'
import { Sha256 } from '../../../lib/identity/sigV4/sha256.ts'
import { errors } from '../../../lib/protocols/sqs/errors.ts'
import { limitsOf } from '../../../lib/protocols/sqs/limits.ts'
import { operations } from '../../../lib/protocols/sqs/operations.ts'
import { domainProblems, refusalErrors } from '../../../lib/protocols/sqs/problems.ts'
import { makeSqs } from '../../../lib/protocols/sqs/sqs.ts'
import { anInstallation, aRequest } from '../../identity/anInstallation.ts'
import { type Credentials, everybodyOutside, type Situation, walk } from '../../identity/walk.ts'
import { toForm, toParameters } from './harness/queryForm.ts'

const arn = 'arn:aws:sqs:us-east-1:123456789012:orders'
const TaskHandle = Buffer.from(JSON.stringify({ taskId: 'x', sourceArn: arn })).toString('base64')
const ReceiptHandle = 'x'
const entry = { Id: 'a', ReceiptHandle }

/** What each operation asks for at least, beside the queue. */
const inputs: Record<string, Record<string, unknown>> = {
  SendMessage: { MessageBody: 'x' },
  SendMessageBatch: { Entries: [{ Id: 'a', MessageBody: 'x' }] },
  ReceiveMessage: {},
  DeleteMessage: { ReceiptHandle },
  DeleteMessageBatch: { Entries: [entry] },
  ChangeMessageVisibility: { ReceiptHandle, VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: { Entries: [{ ...entry, VisibilityTimeout: 1 }] },
  CreateQueue: { QueueName: 'orders' },
  GetQueueUrl: { QueueName: 'orders' },
  ListQueues: {},
  DeleteQueue: {},
  PurgeQueue: {},
  GetQueueAttributes: {},
  SetQueueAttributes: { Attributes: { DelaySeconds: '1' } },
  AddPermission: { Label: 'a', AWSAccountIds: ['123456789012'], Actions: ['SendMessage'] },
  RemovePermission: { Label: 'a' },
  TagQueue: { Tags: { a: 'b' } },
  UntagQueue: { TagKeys: ['a'] },
  ListQueueTags: {},
  ListDeadLetterSourceQueues: {},
  StartMessageMoveTask: { SourceArn: arn },
  CancelMessageMoveTask: { TaskHandle },
  ListMessageMoveTasks: { SourceArn: arn },
}

type Form = 'json' | 'query'
const host = 'localhost:9324'

function plainRequest(form: Form, operation: string, input: Record<string, unknown>) {
  const named = operations.get(operation)!.ofQueue ? { QueueUrl: 'orders', ...input } : input
  if (form === 'json')
    return {
      headers: { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      body: JSON.stringify(named),
    }
  return {
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    body: toForm(toParameters(operation, named)),
  }
}

type Plain = ReturnType<typeof plainRequest>

async function signed(plain: Plain, credentials: Credentials, nowMs: number) {
  const { kind } = credentials
  if (kind === 'none') return plain.headers
  if (kind === 'malformed') return { ...plain.headers, authorization: 'AWS4-HMAC-SHA256 nothing' }
  const { id: accessKeyId, secret: secretAccessKey, sessionToken } = credentials
  const key = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
  const signer = new SignatureV4({ service: 'sqs', region: 'us-east-1', credentials: key, sha256: Sha256 })
  const request = { method: 'POST', protocol: 'http:', hostname: 'localhost', path: '/', ...plain }
  const { headers } = await signer.sign(request, { signingDate: new Date(nowMs) })
  return headers
}

async function aDoor(form: Form) {
  const installation = await anInstallation()
  const { perform, desk, wall } = installation
  const answer = makeSqs({
    perform,
    authenticate: makeSigV4({ desk, wall }),
    place: { account: '123456789012', region: 'us-east-1' },
    limits: limitsOf(true, 60),
    onFault: () => {},
  })
  const ask = async (operation: string, credentials: Credentials): Promise<Reply> => {
    const plain = plainRequest(form, operation, inputs[operation]!)
    const headers = await signed(plain, credentials, wall.nowMs())
    return answer(aRequest({ headers, body: plain.body }))
  }
  return { ...installation, ask }
}

const codeOf = (form: Form, { headers, body }: Reply): string =>
  form === 'json' ? headers['x-amzn-query-error']!.split(';')[0]! : body!.match(/<Code>(.*?)<\/Code>/)![1]!

const shapeOf = (code: Situation['code']) => (code === 'Forbidden' ? domainProblems[code] : refusalErrors[code]).shape

describe.each(['json', 'query'] as const)('who has to stay outside, does, in %s, of', form => {
  test.each([...operations.keys()])('%s', async operation => {
    const { ask, aKey, ...rest } = await aDoor(form)
    const situations = await everybodyOutside({ aKey, ...rest })
    const good = { kind: 'key', ...(await aKey()) } as const
    await walk(
      situations,
      good,
      async credentials => codeOf(form, await ask(operation, credentials)),
      code => errors[shapeOf(code)].code,
    )
  })

  test('every refusal has its status, and names the queue to nobody but who is known', async () => {
    const { ask, ...installation } = await aDoor(form)
    for (const { credentials, code } of await everybodyOutside(installation)) {
      const { status, body } = await ask('SendMessage', credentials)
      expect([code, status]).toEqual([code, errors[shapeOf(code)].status])
      expect(body!.match(/orders/g) ?? []).toEqual(code === 'Forbidden' ? ['orders'] : [])
    }
  })
})

test('a wrong signature is told what should have been signed, as the service tells it', async () => {
  const { ask, ...installation } = await aDoor('json')
  const { id } = await installation.aKey()
  const { body } = await ask('SendMessage', { kind: 'key', id, secret: 'x'.repeat(40) })
  const { __type, message } = JSON.parse(body!)
  expect(__type).toBe('com.amazonaws.sqs#InvalidSignatureException')
  expect(message).toMatch(/^The request signature we calculated does not match the signature you provided\./)
  expect(message).toContain("\n\nThe Canonical String for this request should have been\n'POST\n/\n\ncontent-type:")
  expect(message).toContain("\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260101T")
})

test('without an action, a page is not there for anybody', async () => {
  const installation = await anInstallation()
  const { perform, desk, wall } = installation
  const place = { account: '123456789012', region: 'us-east-1' }
  const authenticate = makeSigV4({ desk, wall })
  const answer = makeSqs({ perform, authenticate, place, limits: limitsOf(true, 60), onFault: () => {} })
  expect(await answer(aRequest({ method: 'GET', path: '/123456789012/orders' }))).toMatchObject({ status: 404 })
})

test('a form that comes with a GET says nothing: its URL may have been signed without it', async () => {
  const installation = await anInstallation()
  const { perform } = installation
  const reached: string[] = []
  const authenticate = async () => ({ name: 'ann', may: (action: string) => reached.push(action) > 0 })
  const place = { account: '123456789012', region: 'us-east-1' }
  const answer = makeSqs({ perform, authenticate, place, limits: limitsOf(true, 60), onFault: () => {} })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const query = new URLSearchParams('Action=DeleteMessage')
  const body = 'ReceiptHandle=x'
  await answer(aRequest({ method: 'GET', path: '/123456789012/orders', query, headers, body }))
  expect(reached).not.toContain('ack')
})
