import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { exitCodes } from '../../cli/exit.ts'
import { sluice } from '../../cli/fixtures.ts'
import { aFolder, aServer } from '../server/aServer.ts'
import { aFauxqs } from './aFauxqs.ts'
import { aProxy, type Lies } from './aProxy.ts'

const redrive = (deadLetterTargetArn: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
})

async function open() {
  const { server, ask } = await aServer()
  const sqs = await aFauxqs()
  const importing = (...flags: string[]) =>
    sluice(['import', '--from', 'sqs', '--endpoint', sqs.endpoint, ...flags], { url: server.url })
  const queue = async (name: string) => (await ask('GET', `/v1/queues/${name}`)).json()
  const names = async () => (await ask('GET', '/v1/queues')).json().items.map(({ name }: { name: string }) => name)
  return { ...sqs, url: server.url, importing, queue, names }
}

test('queues of SQS are made here, dead-letter queues with them, and a second run finds nothing to do', async () => {
  const { endpoint, create, importing, queue, names } = await open()
  const dead = await create('zz-dead', { MessageRetentionPeriod: '1209600' })
  await create('shop-orders', { VisibilityTimeout: '45', ReceiveMessageWaitTimeSeconds: '20', ...redrive(dead, 4) })
  await create('shop-mail.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }, { team: 'post' })
  await create('others')
  const first = await importing('--prefix', 'shop-')
  const stderr = `3 queues of ${endpoint}\nshop-mail.fifo: not taken over: tags (team)\n`
  expect(first).toMatchObject({ code: 0, stderr })
  expect(first.stdout.trim().split('\n').toSorted()).toEqual([
    'shop-mail.fifo: created',
    'shop-orders: created',
    'zz-dead: created',
  ])
  expect(await names()).toEqual(['shop-mail.fifo', 'shop-orders', 'zz-dead'])
  expect(await queue('shop-orders')).toMatchObject({
    visibilityTimeoutSeconds: 45,
    waitSeconds: 20,
    deadLetter: { queue: 'zz-dead', maxAttempts: 4 },
  })
  expect(await queue('zz-dead')).toMatchObject({ retentionSeconds: 1_209_600 })
  expect(await queue('shop-mail.fifo')).toMatchObject({ ordered: { deduplication: { contentBased: true } } })
  const second = await importing('--prefix', 'shop-')
  expect(second.stdout.match(/: unchanged$/gm)).toHaveLength(3)
})

test('a dry run says the same and makes nothing', async () => {
  const { create, importing, names } = await open()
  await create('orders')
  expect(await importing('--dry-run')).toMatchObject({ code: 0, stdout: 'orders: created\n' })
  expect(await names()).toEqual([])
})

test('a prefix that no queue has is said to be one', async () => {
  const { importing } = await open()
  const stderr = 'There is no queue whose name begins with shop-.\n'
  expect(await importing('--prefix', 'shop-')).toMatchObject({ code: 0, stdout: '', stderr })
})

test('what SQS refuses is told in its own words', async () => {
  const { endpoint } = await aFauxqs()
  const answer: Lies['answer'] = () => ({ status: 403, body: '{"__type":"AccessDenied","message":"No."}' })
  const refusing = await aProxy(endpoint, { answer })
  expect(await sluice(['import', '--from', 'sqs', '--endpoint', refusing])).toMatchObject({
    code: exitCodes.refused,
    stderr: 'sluice: SQS refused: No. (AccessDenied)\n',
  })
})

test('the file that it writes is one that apply takes', async () => {
  const { endpoint, create, importing, url, names, queue } = await open()
  await create('orders', { DelaySeconds: '7' })
  const file = join(aFolder(), 'queues.json')
  expect(await importing('--out', file)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `1 queue of ${endpoint}\nwritten to ${file}\n`,
  })
  expect(await names()).toEqual([])
  expect(JSON.parse(readFileSync(file, 'utf8')).queues.orders).toMatchObject({ delaySeconds: 7 })
  expect(await sluice(['apply', '-f', file], { url })).toMatchObject({ code: 0, stdout: 'orders: created\n' })
  expect(await queue('orders')).toMatchObject({ delaySeconds: 7 })
})

test.each([
  [['--out', 'x', '--dry-run'], exitCodes.usage, 'Give --out or --dry-run, not both'],
  [['--endpoint', '127.0.0.1:9'], exitCodes.usage, 'Write an address like'],
  [['--endpoint', 'http://127.0.0.1:9'], exitCodes.unreachable, 'no answer from SQS'],
])('%j ends with its exit code and a word', async (flags, code, words) => {
  const { importing, names } = await open()
  expect(await importing(...flags)).toMatchObject({ code, stderr: expect.stringContaining(words) })
  expect(await names()).toEqual([])
})

test('without credentials, without a region, and from nowhere', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined)
  const poor = await sluice(['import', '--from', 'sqs', '--endpoint', 'http://127.0.0.1:9'])
  expect(poor).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('AWS_ACCESS_KEY_ID') })
  const lost = await sluice(['import', '--from', 'sqs'])
  expect(lost).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('--region') })
  expect(await sluice(['import'])).toMatchObject({ code: exitCodes.usage })
})
