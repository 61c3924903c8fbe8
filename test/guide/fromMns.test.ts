import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mnsPort } from '../../cli/verify/mnsPort.ts'
import { script as sluice } from '../cli/aCommand.ts'
import { type Answer, type Ask, clientOf } from '../protocols/mns/harness/client.ts'
import { exchangeWith } from '../protocols/sqs/harness/exchange.ts'
import { aFolder, aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/from-mns.md'), 'utf8')
const [, file = ''] = /```json file=queues\.json\n([\s\S]*?)```/.exec(page) ?? []
const [create = '', owner = '', topics = '', lists = '', apply = '', show = ''] = [
  ...page.matchAll(/```sh\n([\s\S]*?)```/g),
].map(([, lines]) => lines!)
const never = new AbortController().signal

const queueText = '<Subscription><Endpoint>acs:mns:here:1:queues/shop-new</Endpoint></Subscription>'
const topicText = '<Message><MessageBody>x</MessageBody></Message>'

/** What the other keys of the page are asked for, in order, and what each is answered. */
const asked: [lines: string, wishes: [wish: string, status: number][]][] = [
  [
    owner,
    [
      ['PUT /queues/shop-new', 201],
      ['PUT /queues/shop-new', 204],
      ['PUT /queues/shop-new?metaoverride=true <Queue><DelaySeconds>1</DelaySeconds></Queue>', 204],
      ['GET /queues/shop-new', 200],
      ['DELETE /queues/shop-new', 204],
      ['GET /queues', 403],
      ['PUT /topics/shop-news', 403],
    ],
  ],
  [
    topics,
    [
      ['PUT /queues/shop-new', 201],
      ['PUT /topics/shop-news', 201],
      ['PUT /topics/shop-news', 204],
      ['PUT /topics/shop-news?metaoverride=true <Topic><LoggingEnabled>True</LoggingEnabled></Topic>', 204],
      ['GET /topics/shop-news', 200],
      [`PUT /topics/shop-news/subscriptions/s ${queueText}`, 201],
      [`PUT /topics/shop-news/subscriptions/s ${queueText}`, 204],
      [`PUT /topics/shop-news/subscriptions/s?metaoverride=true ${queueText}`, 204],
      ['GET /topics/shop-news/subscriptions/s', 200],
      ['GET /topics/shop-news/subscriptions', 200],
      [`POST /topics/shop-news/messages ${topicText}`, 201],
      ['GET /queues/shop-new/messages', 200],
      ['DELETE /topics/shop-news/subscriptions/s', 204],
      ['DELETE /topics/shop-news', 204],
      ['GET /topics', 403],
      ['PUT /topics/other', 403],
    ],
  ],
  [
    lists,
    [
      ['GET /queues', 200],
      ['GET /topics', 200],
      ['GET /queues/shop-orders', 403],
    ],
  ],
]

function askFor(ask: Ask, wish: string): Promise<Answer> {
  const [, method = '', target = '', body] = /^(\S+) (\S+)(?: (.*))?$/.exec(wish) ?? []
  return ask(method, target, body)
}

test('the keys and the queues of the page let an application of MNS do its work, and no other', async () => {
  const { server } = await aServer({ auth: 'on' })
  const { id, secret } = server.firstKey!
  const cwd = aFolder()
  writeFileSync(join(cwd, 'queues.json'), file)
  const admin = { SLUICE_URL: server.url, SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }
  const run = async (lines: string): Promise<string> => {
    const words = ['-euo', 'pipefail', '-c', `sluice() { ${process.execPath} ${sluice} "$@"; }\n${lines}`]
    return (await promisify(execFile)('bash', words, { cwd, env: { ...process.env, ...admin } })).stdout
  }
  expect((await run(apply)).trim().split('\n').toSorted()).toEqual(['shop-dead: created', 'shop-orders: created'])
  const key = JSON.parse(await run(create.replace('create shop', 'create shop --json')))
  const environment = { SLUICE_ACCESS_KEY_ID: key.id, SLUICE_SECRET_ACCESS_KEY: key.secret }
  const orders = mnsPort({ url: server.url, queue: 'shop-orders', environment })
  await orders.publish(['one'], [])
  const [message] = await orders.poll(1, 0, never)
  expect(message).toMatchObject({ body: 'one', attempts: 1 })
  expect(await orders.ack([message!.receipt])).toEqual([true])
  expect(await run(show)).toMatch(/visible +0\nin flight +0\ndelayed +0\n/)
  const others = mnsPort({ url: server.url, queue: 'others', environment })
  await expect(others.publish(['one'], [])).rejects.toThrow('AccessDenied')
  const made = await Promise.all(asked.map(([lines]) => run(lines.replace('key create', 'key create --json'))))
  for (const [at, [, wishes]] of asked.entries()) {
    const ask = clientOf(exchangeWith(server.url), JSON.parse(made[at]!), Date.now)
    for (const [wish, status] of wishes) expect([wish, (await askFor(ask, wish)).status]).toEqual([wish, status])
  }
}, 60_000)
