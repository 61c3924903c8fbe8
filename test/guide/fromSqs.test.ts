import { execFile } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { interceptLocalhostDns } from 'fauxqs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { script as sluice } from '../cli/aCommand.ts'
import { aFauxqs } from '../cli/aFauxqs.ts'
import { aFolder, aServer } from '../server/aServer.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/guide/from-sqs.md'), 'utf8')
const quiet = (): void => {}
const home = 'http://127.0.0.1:9324'

/** A folder with the programs of the page, and the packages of this project. */
function aWorkshop(): string {
  const folder = aFolder()
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const programs = [...page.matchAll(/```js file=(\S+)\n([\s\S]*?)```/g)]
  expect(programs.map(([, name]) => name)).toEqual(['producer.mjs', 'consumer.mjs'])
  for (const [, name, source] of programs) writeFileSync(join(folder, name!), source!)
  // Queue URLs of fauxqs have a host of their own below localhost, which not every system finds.
  writeFileSync(join(folder, 'names.mjs'), "import { interceptLocalhostDns } from 'fauxqs'\ninterceptLocalhostDns()\n")
  return folder
}

test('the way from SQS on the page, and back, works as printed', async () => {
  const { server, ask } = await aServer()
  const { endpoint, create } = await aFauxqs()
  const dead = await create('dead')
  const policy = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 3 }) }
  await create('shop-orders', policy)
  await create('shop-payments.fifo', { FifoQueue: 'true' })
  const walk = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines]) => lines!.trim())
  expect(walk.join('\n').split(home)).toHaveLength(2)
  const command = `sluice() { ${process.execPath} ${sluice} "$@"; }\nexport -f sluice`
  const asPrinted = walk.join('\necho ---\n').replaceAll(home, server.url)
  const cwd = aWorkshop()
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${command}\n${asPrinted}`], {
    cwd,
    env: {
      ...process.env,
      SLUICE_URL: server.url,
      NODE_OPTIONS: `--import=${join(cwd, 'names.mjs')}`,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'there',
      AWS_SECRET_ACCESS_KEY: 'there',
    },
  })
  const [, queues, consumers, producers, ordered, back] = stdout.split('---\n').map(part => part.trim().split('\n'))
  const made = ['dead: created', 'shop-orders: created', 'shop-payments.fifo: created']
  expect(queues!.toSorted()).toEqual([...made, ...made].toSorted())
  expect(consumers).toEqual([''])
  expect(producers).toEqual(['shop-orders first', 'shop-orders second'])
  expect(ordered!.filter(line => line.startsWith('shop-payments.fifo '))).toEqual(
    ['one', 'two', 'three', 'four'].map(body => `shop-payments.fifo ${body}`),
  )
  expect(back).toEqual(['shop-orders third', 'visible             0', 'in flight           0', 'delayed             0'])
  expect((await ask('GET', '/v1/queues/shop-orders')).json().deadLetter).toMatchObject({
    queue: 'dead',
    maxAttempts: 3,
  })
}, 60_000)

test('the key on the page lets the programs do their work, and nothing else', async () => {
  const { server } = await aServer({ auth: 'on' })
  const { id, secret } = server.firstKey!
  const cwd = aWorkshop()
  const asAdmin = { SLUICE_URL: server.url, SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }
  const run = (env: Record<string, string>, ...words: string[]) =>
    promisify(execFile)(process.execPath, words, { cwd, env: { ...process.env, ...env } })
  for (const queue of ['shop-orders', 'others']) await run(asAdmin, sluice, 'queue', 'create', queue)
  const [, create = ''] = /^ {4}sluice (access-key create .*)$/m.exec(page) ?? []
  const { stdout } = await run(asAdmin, sluice, ...create.replaceAll("'", '').split(' '), '--json')
  const key = JSON.parse(stdout)
  const asShop = {
    AWS_ENDPOINT_URL_SQS: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: key.id,
    AWS_SECRET_ACCESS_KEY: key.secret,
  }
  await run(asShop, 'producer.mjs', 'shop-orders', 'one')
  expect((await run(asShop, 'consumer.mjs', 'shop-orders')).stdout).toBe('shop-orders one\n')
  await expect(run(asShop, 'producer.mjs', 'others', 'one')).rejects.toThrow('AccessDenied')
}, 60_000)

test('an old queue URL goes to the old service where the environment names the endpoint, to the new one where the code does', async () => {
  const { server, ask } = await aServer()
  onTestFinished(interceptLocalhostDns())
  const { create, client } = await aFauxqs()
  await create('orders')
  await ask('PUT', '/v1/queues/orders')
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }))
  const message = { QueueUrl, MessageBody: 'hello' }
  const waiting = async () => (await ask('GET', '/v1/queues/orders/stats')).json().visible
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.url)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  for (const [client, here] of [
    [new SQSClient({ logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet } }), 0],
    [new SQSClient({ endpoint: server.url }), 1],
  ] as const) {
    onTestFinished(() => client.destroy())
    await client.send(new SendMessageCommand(message))
    expect(await waiting()).toBe(here)
  }
})
