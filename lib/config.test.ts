import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { definitions, readFunctionSettings, readSettings, type SettingName } from './config.ts'

test('without flags or environment everything is as usual', () => {
  expect(readSettings({}, {})).toEqual({
    port: 9324,
    host: '127.0.0.1',
    data: './.sluice',
    store: 'embedded',
    durability: 'kill',
    auth: 'off',
    account: '000000000000',
    region: 'us-east-1',
    clock: 'wall',
  })
})

const other: Record<SettingName, [text: string, value: unknown]> = {
  port: ['0', 0],
  host: ['::1', '::1'],
  data: ['/var/lib/sluice', '/var/lib/sluice'],
  store: ['memory', 'memory'],
  durability: ['power', 'power'],
  dynamoEndpoint: ['http://localhost:8000/', 'http://localhost:8000'],
  auth: ['off', 'off'],
  account: ['123456789012', '123456789012'],
  region: ['eu-central-1', 'eu-central-1'],
  publicUrl: ['https://queues.example.com/base/', 'https://queues.example.com/base'],
  clock: ['virtual', 'virtual'],
}

describe.each(Object.entries(other) as [SettingName, [string, unknown]][])('%s', (name, [text, value]) => {
  const { variable, usual } = definitions[name] as { variable: string; usual?: string }

  test('is taken from the environment', () => {
    expect(readSettings({}, { [variable]: text })[name]).toBe(value)
  })

  test('is taken from its flag first', () => {
    expect(readSettings({ [name]: text }, { [variable]: usual ?? 'https://other.example.com' })[name]).toBe(value)
    expect(readSettings({ [name]: text }, { [variable]: 'no/such=value\0' })[name]).toBe(value)
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
  ['auth', 'maybe'],
  ['account', '12345'],
  ['region', 'Frankfurt'],
  ['publicUrl', 'ftp://example.com'],
  ['publicUrl', 'https://example.com/?a=b'],
  ['publicUrl', 'https://me:secret@example.com/'],
  ['clock', 'sundial'],
])('%s cannot be %j, and the message says what it can be', (name, text) => {
  const { variable, allowed } = definitions[name]
  const message = `${variable} is ${JSON.stringify(text)}: it has to be ${allowed}.`
  expect(() => readSettings({}, { [variable]: text })).toThrow(message)
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

test('what comes later says so', () => {
  expect(() => readSettings({ auth: 'on' }, {})).toThrow('--auth is "on". Access keys come with a later release')
  expect(() => readSettings({ store: 'dynamo' }, {})).toThrow('The DynamoDB store comes with the next release')
})

test('the functions say at start that their store is not there yet, or that theirs is the wrong one', () => {
  expect(() => readFunctionSettings({ SLUICE_STORE: 'dynamo' })).toThrow(
    'SLUICE_STORE is "dynamo". The DynamoDB store comes with the next release',
  )
  expect(() => readFunctionSettings({ SLUICE_STORE: 'memory' })).toThrow('on AWS it has to be dynamo')
  expect(() => readFunctionSettings({})).toThrow('SLUICE_STORE is "": on AWS it has to be dynamo')
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
