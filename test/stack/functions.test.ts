import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { packStage, type Stack } from '../../scripts/package/stacks.ts'
import { type JsonObject, resourcesOf } from '../../scripts/package/template.ts'
import type { Emulator } from '../dynamo/emulator.ts'
import { dynamoDbLocal } from '../dynamo/local.ts'
import { aFunction, anEvent, type Result } from './aFunction.ts'
import { aService, realEntries } from './aService.ts'
import { anMnsEvent, anSqsEvent } from './signedEvent.ts'
import { aBucket, aSecretsManager } from './standIns.ts'

const names = ['publish', 'poll', 'ack', 'manage'] as const
const foreign = ['sqs', 'send'] as const
type Name = (typeof names | typeof foreign)[number] | 'mns'
type Running = Awaited<ReturnType<typeof aFunction>>

const { name: engine, unavailable, start } = dynamoDbLocal
const tables = { messages: 'sluice-dev-messages', documents: 'sluice-dev-documents' }

// Needs Java: says so where there is none, and fails in CI.
describe.skipIf(unavailable !== undefined)(
  `the packaged functions on ${engine}${unavailable ? ` (${unavailable})` : ''}`,
  () => {
    let service: ReturnType<typeof aService>
    let root: string
    let stack: Stack
    let emulator: Emulator
    let secrets: Awaited<ReturnType<typeof aSecretsManager>>
    let bucket: Awaited<ReturnType<typeof aBucket>>
    /** Of the key that was made after the deploy, by the command that the guide names. */
    let token: string
    const running = new Map<Name, Running>()

    beforeAll(async () => {
      service = aService()
      root = mkdtempSync(join(tmpdir(), 'sluice-functions-'))
      await bundleFunctions(realEntries, join(service.root, 'dist/functions'))
      stack = await packStage(service.root, 'dev')
      emulator = await start()
      await emulator.createTables(tables)
      secrets = await aSecretsManager('InstallationSecret')
      bucket = await aBucket()
      token = await firstToken()
      for (const name of names) running.set(name, await starting(name))
    })

    afterAll(async () => {
      for (const one of running.values()) one.stop()
      for (const one of [secrets, bucket]) one?.stop()
      await emulator?.stop()
      rmSync(root, { recursive: true, force: true })
      service[Symbol.dispose]()
    })

    async function firstToken(): Promise<string> {
      const script = join(import.meta.dirname, '../../cli/sluice.ts')
      const env = {
        ...process.env,
        SLUICE_STORE: 'dynamo',
        SLUICE_REGION: 'eu-central-1',
        SLUICE_MESSAGES_TABLE: tables.messages,
        SLUICE_DOCUMENTS_TABLE: tables.documents,
        SLUICE_DYNAMO_ENDPOINT: emulator.endpoint,
        SLUICE_SECRET_ID: 'InstallationSecret',
        SLUICE_SECRETS_ENDPOINT: secrets.endpoint,
        AWS_ACCESS_KEY_ID: 'AKIAOFWHOEVERDEPLOYS',
        AWS_SECRET_ACCESS_KEY: 'secret',
      }
      const words = [script, 'access-key', 'bootstrap', '--json']
      const { stdout } = await promisify(execFile)(process.execPath, words, { env, encoding: 'utf8' })
      secrets.asked.length = 0
      const { id, secret } = JSON.parse(stdout)
      return `${id}.${secret}`
    }

    /** Starts a function with the variables that its template gives it, pointed at this machine. */
    const starting = (name: Name, changes: Record<string, string> = {}): Promise<Running> =>
      aFunction(name, readFileSync(join(stack.folder, `${name}.zip`)), mkdtempSync(join(root, `${name}-`)), {
        ...environmentOf(name),
        AWS_ENDPOINT_URL_S3: bucket.endpoint,
        ...changes,
      })

    /** What stands for each reference of the template here. */
    const resolved = (value: unknown): string => {
      if (typeof value === 'string') return value
      const { Ref, 'Fn::Sub': text = '' } = value as Record<string, string>
      if (text.startsWith('https://dynamodb.')) return emulator.endpoint
      if (text.startsWith('https://secretsmanager.')) return secrets.endpoint
      if (text.includes('execute-api')) return 'https://abc.execute-api.eu-central-1.amazonaws.com'
      const known: Record<string, string> = {
        MessagesTable: tables.messages,
        DocumentsTable: tables.documents,
        BodiesBucket: 'bodies',
        'AWS::Region': 'eu-central-1',
        'AWS::AccountId': '123456789012',
      }
      return known[Ref!] ?? Ref!
    }

    function environmentOf(name: Name): Record<string, string> {
      const functions = resourcesOf(stack.template, 'AWS::Lambda::Function')
      const [, { Environment }] = functions.find(([, { FunctionName }]) => FunctionName === `sluice-dev-${name}`)!
      const variables = (Environment as JsonObject).Variables as JsonObject
      return Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, resolved(value)]))
    }

    const call = async (name: Name, method: string, path: string, body?: unknown) => {
      const result: Result = await running.get(name)!.call(anEvent(method, path, body, `Bearer ${token}`))
      return { status: result.statusCode, answer: JSON.parse(result.body ?? 'null') }
    }

    const roundTrip = async (queue: string, body: string) => {
      const at = `/v1/queues/${queue}`
      expect((await call('manage', 'PUT', at)).status).toBe(201)
      const published = await call('publish', 'POST', `${at}/messages`, { messages: [{ body }] })
      expect(published.status).toBe(201)
      const polled = await call('poll', 'POST', `${at}/poll`, { waitSeconds: 5 })
      expect(polled).toMatchObject({ status: 200, answer: { messages: [{ id: published.answer.messages[0].id }] } })
      const [message] = polled.answer.messages
      const acked = await call('ack', 'POST', `${at}/ack`, { receipts: [message.receipt] })
      expect(acked).toMatchObject({ status: 200, answer: { results: [{ outcome: 'acked' }] } })
      const empty = await call('poll', 'POST', `${at}/poll`, { waitSeconds: 0 })
      expect(empty.answer.messages).toEqual([])
      return message.body as string
    }

    test('take a message through, each in its own process with what Lambda gives it', async () => {
      expect(await roundTrip('orders', 'hello')).toBe('hello')
      expect(secrets.asked).toEqual(names.map(() => 'InstallationSecret'))
      expect(bucket.keys()).toEqual([])
    })

    test('serve an SQS client: producers come by a way of their own', async () => {
      for (const name of foreign) running.set(name, await starting(name))
      const ask = async (name: (typeof foreign)[number], path: string, operation: string, input: object) => {
        const { statusCode, body } = await running.get(name)!.call(await anSqsEvent(path, operation, input, token))
        return { status: statusCode, answer: JSON.parse(body!) }
      }
      const made = await ask('sqs', '/', 'CreateQueue', { QueueName: 'by-sqs' })
      expect(made).toMatchObject({ status: 200, answer: { QueueUrl: expect.stringMatching(/^https:.*\/by-sqs$/) } })
      const { QueueUrl } = made.answer
      const sent = await ask('send', '/send/', 'SendMessage', { QueueUrl, MessageBody: 'héllo' })
      expect(sent.status).toBe(200)
      const got = await ask('sqs', '/', 'ReceiveMessage', { QueueUrl, WaitTimeSeconds: 5 })
      const [{ MessageId, ReceiptHandle, Body }] = got.answer.Messages
      expect({ MessageId, Body }).toEqual({ MessageId: sent.answer.MessageId, Body: 'héllo' })
      const finished = await ask('sqs', '/', 'DeleteMessage', { QueueUrl, ReceiptHandle })
      expect(finished).toEqual({ status: 200, answer: {} })
      const stranger = await running.get('sqs')!.call(anEvent('POST', '/', {}))
      expect([stranger.statusCode, stranger.body]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')])
    })

    test('serve an MNS client, on paths without a route by way of the function for SQS', async () => {
      running.set('mns', await starting('mns'))
      const ask = async (name: Name, method: string, target: string, given?: string) => {
        const { statusCode, body = '' } = await running.get(name)!.call(anMnsEvent(method, target, token, given))
        return { status: statusCode, text: body }
      }
      expect((await ask('mns', 'PUT', '/queues/by-mns', '<Queue/>')).status).toBe(201)
      const at = '/queues/by-mns/messages'
      expect((await ask('mns', 'POST', at, '<Message><MessageBody>héllo</MessageBody></Message>')).status).toBe(201)
      const { text } = await ask('mns', 'GET', `${at}?waitseconds=5`)
      expect(text).toContain('<MessageBody>héllo</MessageBody>')
      const handle = text.match(/<ReceiptHandle>(.+?)</)![1]!
      expect(await ask('mns', 'DELETE', `${at}?ReceiptHandle=${handle}`)).toEqual({ status: 204, text: '' })
      const prefixed = await ask('sqs', 'PUT', '/1.mns.cn-hangzhou.aliyuncs.com/topics/by-mns', '<Topic/>')
      expect(prefixed.status).toBe(201)
      expect(await ask('mns', 'GET', '/topics/by-mns')).toMatchObject({ status: 200 })
      expect(await ask('sqs', 'GET', '/?accountmeta=true')).toMatchObject({ status: 200 })
      expect((await ask('mns', 'GET', '/?x')).text).toContain('InvalidRequestURL')
    })

    test('carry a large body through the bucket, whose client is loaded then', async () => {
      const body = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64')
      expect((await roundTrip('large', body)) === body).toBe(true)
      expect(bucket.keys()).toEqual([expect.stringMatching(/^\/bodies\/d17\//)])
    })

    test('ask who sends a request, and let in nobody who cannot say', async () => {
      for (const name of names) {
        const path = name === 'manage' ? '/v1/queues' : `/v1/queues/orders/${name === 'publish' ? 'messages' : name}`
        const method = name === 'manage' ? 'GET' : 'POST'
        for (const [authorization, code] of [
          [undefined, 'MissingCredentials'],
          [`Bearer ${token}x`, 'WrongSignature'],
        ] as const) {
          const { statusCode, body } = await running.get(name)!.call(anEvent(method, path, {}, authorization))
          expect([name, statusCode, JSON.parse(body!).code]).toEqual([name, 401, code])
        }
      }
    })

    test('say in the log which table is missing, and answer 500', async () => {
      const lost = await starting('manage', { SLUICE_DOCUMENTS_TABLE: 'nowhere' })
      const { statusCode } = await lost.call(anEvent('PUT', '/v1/queues/orders', undefined, `Bearer ${token}`))
      lost.stop()
      expect(statusCode).toBe(500)
      expect(lost.said.join('')).toMatch(/"ResourceNotFoundException".*No such table, .*: nowhere .*Deploy the stack/)
    })

    test('do not start without their secret, or with a setting missing', async () => {
      await expect(starting('poll', { SLUICE_SECRET_ID: 'another' })).rejects.toThrow(
        /The secret another cannot be used: /,
      )
      await expect(starting('ack', { SLUICE_BODIES_BUCKET: '' })).rejects.toThrow(
        'SLUICE_BODIES_BUCKET is not set: on AWS it has to be the name of a bucket',
      )
    })
  },
)
