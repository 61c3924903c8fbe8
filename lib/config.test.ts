import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { definitions, isLocalEndpoint, readFunctionSettings, readSettings, type SettingName } from './config.ts'

test('without flags or environment everything is as usual', () => {
  expect(readSettings({}, {})).toEqual({
    port: 9324,
    host: '127.0.0.1',
    data: './.sluice',
    store: 'embedded',
    durability: 'kill',
    messagesTable: 'sluice-messages',
    documentsTable: 'sluice-documents',
    auth: 'off',
    signingRegion: 'any',
    account: '000000000000',
    region: 'us-east-1',
    sqsStrict: 'on',
    sqsCooldownSeconds: 60,
    push: 'on',
    clock: 'wall',
  })
})

const other: Record<SettingName, [text: string, value: unknown]> = {
  port: ['0', 0],
  host: ['::1', '::1'],
  data: ['/var/lib/sluice', '/var/lib/sluice'],
  store: ['memory', 'memory'],
  durability: ['power', 'power'],
  messagesTable: ['My.Messages_1-a', 'My.Messages_1-a'],
  documentsTable: ['abc', 'abc'],
  bodiesBucket: ['bodies.of-mine', 'bodies.of-mine'],
  secretId: [
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:sluice-AbC123',
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:sluice-AbC123',
  ],
  secretsEndpoint: ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  dynamoEndpoint: ['http://localhost:8000/', 'http://localhost:8000'],
  timerQueueUrl: [
    'https://sqs.eu-central-1.amazonaws.com/123456789012/sluice-timers',
    'https://sqs.eu-central-1.amazonaws.com/123456789012/sluice-timers',
  ],
  push: ['off', 'off'],
  modules: ['handlers', 'handlers'],
  sqsEndpoint: ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  lambdaEndpoint: ['http://127.0.0.1:4567', 'http://127.0.0.1:4567'],
  ingest: ['{"s3:uploads":"uploads"}', { 's3:uploads': 'uploads' }],
  auth: ['on', 'on'],
  signingRegion: ['own', 'own'],
  account: ['123456789012', '123456789012'],
  region: ['eu-central-1', 'eu-central-1'],
  publicUrl: ['https://queues.example.com/base/', 'https://queues.example.com/base'],
  pushAllow: ['10.1.0.0/16, ::1/128', ['10.1.0.0/16', '::1/128']],
  sqsStrict: ['off', 'off'],
  sqsCooldownSeconds: ['5', 5],
  clock: ['virtual', 'virtual'],
}

describe.each(Object.entries(other) as [SettingName, [string, unknown]][])('%s', (name, [text, value]) => {
  const { variable, usual } = definitions[name] as { variable: string; usual?: string }

  test('is taken from the environment', () => {
    expect(readSettings({}, { [variable]: text })[name]).toEqual(value)
  })

  test('is taken from its flag first', () => {
    expect(readSettings({ [name]: text }, { [variable]: usual ?? 'https://other.example.com' })[name]).toEqual(value)
    expect(readSettings({ [name]: text }, { [variable]: 'no/such=value\0' })[name]).toEqual(value)
  })

  test('is as usual where its variable is empty', () => {
    expect(readSettings({}, { [variable]: '' })[name]).toBe(readSettings({}, {})[name])
  })
})

test.each<[SettingName, string]>([
  ['port', '65536'],
  ['port', '-1'],
  ['port', '80.5'],
  ['port', '0x50'],
  ['port', 'http'],
  ['host', 'no host'],
  ['host', '127.0.0.1:80'],
  ['data', 'a\0b'],
  ['store', 'redis'],
  ['durability', 'none'],
  ['dynamoEndpoint', 'localhost:8000'],
  ['messagesTable', 'ab'],
  ['documentsTable', 'a/b/c'],
  ['bodiesBucket', 'Bodies'],
  ['secretId', 'a secret'],
  ['secretsEndpoint', 'secretsmanager'],
  ['timerQueueUrl', 'timers'],
  ['sqsEndpoint', 'sqs'],
  ['lambdaEndpoint', 'lambda:80'],
  ['ingest', '{"s3:uploads"'],
  ['ingest', '["uploads"]'],
  ['ingest', 'null'],
  ['auth', 'maybe'],
  ['signingRegion', 'eu-central-1'],
  ['account', '12345'],
  ['region', 'Frankfurt'],
  ['publicUrl', 'ftp://example.com'],
  ['publicUrl', 'https://example.com/?a=b'],
  ['publicUrl', 'https://me:secret@example.com/'],
  ['pushAllow', '10.0.0'],
  ['pushAllow', '10.0.0.0/'],
  ['pushAllow', 'fe80::1%eth0'],
  ['pushAllow', '10.0.0.0/33'],
  ['pushAllow', 'localhost/8'],
  ['pushAllow', '10.0.0.0/8,'],
  ['clock', 'sundial'],
])('%s cannot be %j, and the message says what it can be', (name, text) => {
  const { variable, allowed } = definitions[name]
  const message = `${variable} is ${JSON.stringify(text)}: it has to be ${allowed}.`
  expect(() => readSettings({}, { [variable]: text })).toThrow(message)
})

test('an address alone is a range of one', () => {
  const { pushAllow } = readSettings({ pushAllow: '127.0.0.1, ::1,10.1.0.0/16, FD00::a' }, {})
  expect(pushAllow).toEqual(['127.0.0.1/32', '::1/128', '10.1.0.0/16', 'FD00::a/128'])
})

test('a wrong flag is named as the flag', () => {
  expect(() => readSettings({ port: 'x' }, {})).toThrow('--port is "x": it has to be a whole number')
  expect(() => readSettings({ port: '' }, {})).toThrow('--port is "": it has to be a whole number')
})

test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1'])('auth may be off on %s', host => {
  expect(readSettings({ host }, {}).host).toBe(host)
})

test.each(['0.0.0.0', '::', '10.0.0.1', '192.168.1.1', 'example.com', '127.example.com', 'localhost.example.com'])(
  'nobody listens on %s with auth off',
  host => {
    expect(() => readSettings({ host }, {})).toThrow(`The host is "${host}": with auth off it has to be localhost`)
  },
)

test('with auth on anybody may get here', () => {
  for (const host of ['0.0.0.0', '::', 'example.com']) expect(readSettings({ host, auth: 'on' }, {}).host).toBe(host)
})

test.each([
  ['http://localhost:8000', true],
  ['http://127.0.0.2', true],
  ['http://[::1]:8000', true],
  ['http://dynamodb:8000', false],
  ['https://dynamodb.eu-central-1.amazonaws.com', false],
  ['http://localhost.example.com', false],
  [undefined, false],
])('whether %s is an endpoint of this machine: %s', (endpoint, isLocal) => {
  expect(isLocalEndpoint(endpoint)).toBe(isLocal)
})

describe('the settings of a function', () => {
  const environment = {
    SLUICE_STORE: 'dynamo',
    SLUICE_AUTH: 'on',
    SLUICE_REGION: 'eu-central-1',
    SLUICE_MESSAGES_TABLE: 'sluice-dev-messages',
    SLUICE_DOCUMENTS_TABLE: 'sluice-dev-documents',
    SLUICE_DYNAMO_ENDPOINT: 'https://dynamodb.eu-central-1.amazonaws.com',
    SLUICE_BODIES_BUCKET: 'sluice-dev-bodies',
    SLUICE_SECRET_ID: 'sluice-dev',
    SLUICE_SECRETS_ENDPOINT: 'https://secretsmanager.eu-central-1.amazonaws.com',
    SLUICE_ACCOUNT: '123456789012',
    SLUICE_PUBLIC_URL: 'https://abc.execute-api.eu-central-1.amazonaws.com',
  }

  test('are those of the stack', () => {
    expect(readFunctionSettings(environment)).toEqual({
      region: 'eu-central-1',
      messagesTable: 'sluice-dev-messages',
      documentsTable: 'sluice-dev-documents',
      dynamoEndpoint: 'https://dynamodb.eu-central-1.amazonaws.com',
      bodiesBucket: 'sluice-dev-bodies',
      secretId: 'sluice-dev',
      secretsEndpoint: 'https://secretsmanager.eu-central-1.amazonaws.com',
      sqsStrict: 'on',
      sqsCooldownSeconds: 60,
      account: '123456789012',
      publicUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com',
    })
  })

  test('know no other store than DynamoDB', () => {
    for (const store of ['memory', 'embedded'])
      expect(() => readFunctionSettings({ ...environment, SLUICE_STORE: store })).toThrow('on AWS it has to be dynamo')
    expect(() => readFunctionSettings({})).toThrow('SLUICE_STORE is "": on AWS it has to be dynamo')
  })

  test('know no other auth than on', () => {
    for (const auth of ['off', '', undefined])
      expect(() => readFunctionSettings({ ...environment, SLUICE_AUTH: auth })).toThrow('on AWS it has to be on')
  })

  test.each(Object.keys(environment).slice(2))('lack nothing: %s', variable => {
    for (const value of [undefined, ''])
      expect(() => readFunctionSettings({ ...environment, [variable]: value })).toThrow(
        `${variable} is not set: on AWS it has to be `,
      )
    expect(() => readFunctionSettings({ ...environment, [variable]: 'no/such=value\0' })).toThrow(`${variable} is `)
  })
})

test('the reference lists every setting with its flag, its variable and what is usual, and no others', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/reference/settings.md'), 'utf8')
  const rows = page.split('\n').filter(line => /^\| (`--|none)/.test(line))
  const listed = rows.map(row =>
    row
      .split('|')
      .slice(1, 4)
      .map(cell => cell.trim()),
  )
  const code = (text: string | undefined): string => (text === undefined ? 'none' : `\`${text}\``)
  const rowsOf = Object.values(definitions as Record<string, { flag?: string; variable: string; usual?: string }>)
  expect(listed).toEqual(rowsOf.map(({ flag, variable, usual }) => [code(flag), code(variable), code(usual)]))
})
