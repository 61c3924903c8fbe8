import { expect, test } from 'vitest'
import { accessOf, parsePolicy, type Statement } from './policy.ts'

const access = (...statements: Statement[]) =>
  accessOf(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })), arn)

const arn = 'arn:aws:sqs:us-east-1:123456789012:orders'

const allow = { Effect: 'Allow', Principal: '*', Action: 'SQS:SendMessage' }
const noTls = { Bool: { 'aws:SecureTransport': 'false' } }

test('a statement says what it says in the words of the domain', () => {
  expect(access(allow)).toEqual([{ effect: 'allow', principals: ['*'], actions: ['publish'] }])
  const principals = {
    AWS: ['arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/worker', '210987654321'],
  }
  expect(
    access({ Effect: 'Deny', Principal: principals, Action: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'] }),
  ).toEqual([
    {
      effect: 'deny',
      principals: ['123456789012', 'arn:aws:iam::123456789012:role/worker', '210987654321'],
      actions: ['poll', 'extend'],
    },
  ])
})

test('stars stand for rights', () => {
  expect(access({ ...allow, Action: 'sqs:*' })).toEqual([{ effect: 'allow', principals: ['*'], actions: ['*'] }])
  expect(access({ ...allow, Action: 'sqs:Get*' })[0]!.actions).toEqual(['queueStats', 'getQueue'])
})

test.each([arn, '*', 'arn:aws:sqs:*:*:ord*', [arn]])('a statement may name its queue as %j', Resource => {
  expect(access({ ...allow, Resource })).toHaveLength(1)
})

test('an allowance is of all that is done for it', () => {
  expect(access({ ...allow, Action: 'SQS:TagQueue' })[0]!.actions).toEqual(['updateQueue', 'getQueue'])
})

test('a denial is of what it denies, and of nothing else', () => {
  expect(access({ ...allow, Effect: 'Deny', Action: 'SQS:StartMessageMoveTask' })[0]!.actions).toEqual(['startRedrive'])
})

test('what hangs on conditions allows nothing, and TLS is asked for anyway', () => {
  expect(access({ ...allow, Condition: { ArnEquals: { 'aws:SourceArn': 'x' } } })).toEqual([])
  expect(access({ ...allow, Effect: 'Deny', Condition: noTls })).toEqual([])
})

test('a service of AWS is nobody here', () => {
  expect(access({ ...allow, Principal: { Service: 'sns.amazonaws.com' } })[0]!.principals).toEqual([])
})

test.each<[string, string]>([
  ['{', 'It is not a JSON object.'],
  ['[]', 'It is not a JSON object.'],
  ['{}', 'It has to hold 1 to 20 statements.'],
  [JSON.stringify({ Statement: Array(21).fill(allow) }), 'It has to hold 1 to 20 statements.'],
  ['{"Statement":[1]}', 'A statement has to be an object.'],
  [`{"Statement":[${' '.repeat(8192)}]}`, 'It is larger than 8192 bytes.'],
])('no policy: %.60s', (text, reason) => {
  expect(() => parsePolicy(text)).toThrow(
    expect.objectContaining({ shape: 'InvalidAttributeValue', message: expect.stringContaining(reason) }),
  )
})

test.each<[Partial<Statement> & object, string]>([
  [{ Effect: 'Maybe' }, 'Effect has to be Allow or Deny.'],
  [{ Effect: 'Deny', Condition: { IpAddress: {} } }, 'A Deny with this Condition is not supported.'],
  [{ Principal: undefined }, 'Principal has to be'],
  [{ Action: undefined }, 'Action is missing.'],
  [{ Action: 'sqs:Fly' }, 'sqs:Fly is not an action of SQS.'],
  [{ Action: 'sqs:Send-Message9' }, 'is not an action of SQS.'],
  [{ Effect: 'Deny', Action: 'sqs:TagQueue' }, 'sqs:TagQueue cannot be denied by itself'],
  [
    { Resource: 'arn:aws:sqs:us-east-1:123456789012:other' },
    'Resource has to be arn:aws:sqs:us-east-1:123456789012:orders.',
  ],
  [{ NotAction: 'sqs:SendMessage' } as object, 'NotAction is not supported.'],
])('what could not be kept to is refused: %j', (change, reason) => {
  expect(() => access({ ...allow, ...change })).toThrow(reason)
})
