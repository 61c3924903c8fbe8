import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Flags } from '../../lib/config.ts'
import { aFolder, aServer } from '../server/aServer.ts'
import { aCommand } from './aCommand.ts'
import { aProxy, type Lies } from './aProxy.ts'

// Each run publishes for a second; killed consumers hold their leases for three.
const patience = { timeout: 60_000 }

async function verifying(flags: string, lies: Lies = {}, store: Flags = {}) {
  const { server, ask } = await aServer(store)
  const operations = new Set<string | undefined>()
  const url = await aProxy(server.url, {
    ...lies,
    answer: call => {
      operations.add(call.operation)
      return lies.answer?.(call)
    },
  })
  const words = ['verify', '--protocol', 'sqs', '--url', url, '--json', ...flags.split(' ')]
  const { code, stdout, stderr } = await aCommand(url, words).result
  const { items } = (await ask('GET', '/v1/queues')).json()
  const ledger = / The ledger is in (\S+)/.exec(stderr)?.[1]
  if (ledger !== undefined) rmSync(ledger, { recursive: true })
  return { code, stderr, report: JSON.parse(stdout), queuesLeft: items.length, operations }
}

test.each([
  ['memory', '--seed 7'],
  ['embedded', '--ordered --seed 7'],
])('through SQS a sound server passes, its consumers killed under it: %s %s', patience, async (store, flags) => {
  const load = `${flags} --seconds 2 --kill-every-seconds 0.7 --workers 2 --publishers 2`
  const { code, report, queuesLeft, operations } = await verifying(load, {}, { store, data: aFolder() })
  expect(report).toMatchObject({
    lost: 0,
    changed: 0,
    cameBack: 0,
    outOfOrder: 0,
    left: 0,
    failedPublishes: 0,
    seed: 7,
  })
  expect(report.acknowledged).toBeGreaterThan(0)
  expect(report.kills).toBeGreaterThan(0)
  expect({ code, delivered: report.delivered, queuesLeft }).toEqual({
    code: 0,
    delivered: report.acknowledged,
    queuesLeft: 0,
  })
  expect([...operations].toSorted()).toEqual([
    'CreateQueue',
    'DeleteMessageBatch',
    'DeleteQueue',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ReceiveMessage',
    'SendMessageBatch',
  ])
})

const short = '--seconds 1 --kill-every-seconds 0 --workers 1 --publishers 1'
type Entries = { Entries: { Id: string }[] }
const idsOf = (body: string): { Id: string }[] => (JSON.parse(body) as Entries).Entries

test('a server that says kept and keeps nothing is caught', patience, async () => {
  let publishes = 0
  const answer: Lies['answer'] = ({ operation, body }) => {
    if (operation !== 'SendMessageBatch' || ++publishes % 3 !== 0) return undefined
    const Successful = idsOf(body).map(({ Id }) => ({ Id, MessageId: `gone-${publishes}-${Id}` }))
    return { status: 200, body: JSON.stringify({ Successful }) }
  }
  const { code, stderr, report } = await verifying(short, { answer })
  expect(report.lostIds).toContain('gone-3-0')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT SOUND') })
})

test('a server that changes one letter of one body is caught', patience, async () => {
  let changes = 0
  const alter: Lies['alter'] = ({ operation }, body) => {
    if (operation !== 'ReceiveMessage' || changes > 0 || !body.includes('"Body"')) return body
    changes += 1
    const answer = JSON.parse(body)
    answer.Messages[0].Body += '!'
    return JSON.stringify(answer)
  }
  const { code, report } = await verifying(short, { alter })
  expect({ code, changed: report.changed, lost: report.lost }).toEqual({ code: 1, changed: 1, lost: 0 })
})

test('a server that acknowledges a delete and forgets it is caught', patience, async () => {
  let forgotten = 0
  const answer: Lies['answer'] = ({ operation, body }) => {
    if (operation !== 'DeleteMessageBatch' || forgotten > 0) return undefined
    const Successful = idsOf(body).map(({ Id }) => ({ Id }))
    forgotten = Successful.length
    return { status: 200, body: JSON.stringify({ Successful }) }
  }
  const { code, report } = await verifying(short, { answer })
  expect(forgotten).toBeGreaterThan(0)
  expect({ code, cameBack: report.cameBack, lost: report.lost }).toEqual({ code: 1, cameBack: forgotten, lost: 0 })
})
