import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Flags } from '../../lib/config.ts'
import { aFolder, aServer } from '../server/aServer.ts'
import { aCommand } from './aCommand.ts'
import { aProxy, type Lies } from './aProxy.ts'

// Each run publishes for a second; killed consumers hold their leases for three.
const patience = { timeout: 60_000 }

async function verifying(flags: string, lies?: Lies, store: Flags = {}) {
  const { server, ask } = await aServer(store)
  const url = lies === undefined ? server.url : await aProxy(server.url, lies)
  const words = ['verify', '--url', url, '--json', ...flags.split(' ')]
  const { code, stdout, stderr } = await aCommand(url, words).result
  const { items } = (await ask('GET', '/v1/queues')).json()
  const ledger = / The ledger is in (\S+)/.exec(stderr)?.[1]
  if (ledger !== undefined) rmSync(ledger, { recursive: true })
  return { code, stderr, report: JSON.parse(stdout), queuesLeft: items.length }
}

test('a sound server passes, its consumers killed under it, and the queue is gone after', patience, async () => {
  const flags = '--seconds 2 --kill-every-seconds 0.7 --workers 2 --publishers 2 --seed 7'
  const { code, report, queuesLeft } = await verifying(flags)
  expect(report).toMatchObject({ lost: 0, changed: 0, cameBack: 0, left: 0, failedPublishes: 0, unheard: 0, seed: 7 })
  expect(report.acknowledged).toBeGreaterThan(0)
  expect(report.delivered).toBe(report.acknowledged)
  expect(report.kills).toBeGreaterThan(0)
  expect({ code, queuesLeft }).toEqual({ code: 0, queuesLeft: 0 })
})

const short = '--seconds 1 --kill-every-seconds 0 --workers 1 --publishers 1'

test('a server that says kept and keeps nothing is caught', patience, async () => {
  let publishes = 0
  const answer: Lies['answer'] = ({ path, body }) => {
    if (!path.endsWith('/messages') || ++publishes % 3 !== 0) return undefined
    const messages = JSON.parse(body).messages.map((_: unknown, n: number) => ({ id: `gone-${publishes}-${n}` }))
    return { status: 201, body: JSON.stringify({ messages }) }
  }
  const { code, stderr, report } = await verifying(short, { answer })
  expect(report.lost).toBeGreaterThan(0)
  expect(report.lostIds).toContain('gone-3-0')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT SOUND') })
})

test('a server that changes one letter of one body is caught', patience, async () => {
  let changes = 0
  const alter: Lies['alter'] = ({ path }, body) => {
    const answer = JSON.parse(body || '{}')
    if (!path.endsWith('/poll') || answer.messages.length === 0 || changes > 0) return body
    changes += 1
    answer.messages[0].body += '!'
    return JSON.stringify(answer)
  }
  const { code, report } = await verifying(short, { alter })
  expect({ code, changed: report.changed, lost: report.lost }).toEqual({ code: 1, changed: 1, lost: 0 })
})

test('a server that acknowledges an ack and forgets it is caught', patience, async () => {
  let forgotten = 0
  const answer: Lies['answer'] = ({ path, body }) => {
    if (!path.endsWith('/ack') || forgotten > 0) return undefined
    const { receipts } = JSON.parse(body) as { receipts: string[] }
    forgotten = receipts.length
    return { status: 200, body: JSON.stringify({ results: receipts.map(receipt => ({ receipt, outcome: 'acked' })) }) }
  }
  const { code, report } = await verifying(short, { answer })
  expect(forgotten).toBeGreaterThan(0)
  expect({ code, cameBack: report.cameBack, lost: report.lost }).toEqual({ code: 1, cameBack: forgotten, lost: 0 })
})

test('an ack that did not count is not held against the server', patience, async () => {
  let refused = 0
  const answer: Lies['answer'] = ({ path, body }) => {
    if (!path.endsWith('/ack') || refused > 0) return undefined
    const { receipts } = JSON.parse(body) as { receipts: string[] }
    refused = receipts.length
    return {
      status: 200,
      body: JSON.stringify({ results: receipts.map(receipt => ({ receipt, outcome: 'replaced' })) }),
    }
  }
  const { code, report } = await verifying(short, { answer })
  expect(refused).toBeGreaterThan(0)
  expect({ code, cameBack: report.cameBack, duplicates: report.duplicates }).toEqual({
    code: 0,
    cameBack: 0,
    duplicates: refused,
  })
})

test('publishes that fail are told apart from those that are lost', patience, async () => {
  let publishes = 0
  const gateway = { status: 502, body: 'bad gateway' }
  // Four times in a row: the client has to give up.
  const answer: Lies['answer'] = ({ path }) =>
    path.endsWith('/messages') && ++publishes > 5 && publishes < 10 ? gateway : undefined
  const { code, report } = await verifying(short, { answer })
  expect(report.failedPublishes).toBeGreaterThan(0)
  expect({ code, lost: report.lost }).toEqual({ code: 0, lost: 0 })
})

test('a consumer that cannot go on ends the run with a word, not with a report', patience, async () => {
  const answer: Lies['answer'] = ({ path }) =>
    path.endsWith('/poll')
      ? { status: 403, body: '{"code":"Forbidden","title":"The caller may not do this."}' }
      : undefined
  const { server } = await aServer()
  const url = await aProxy(server.url, { answer })
  const { code, stdout, stderr } = await aCommand(url, ['verify', '--seconds', '1', '--url', url]).result
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('a worker ended by itself')
})

test.each(['memory', 'embedded'])(
  'an ordered queue is judged by the order of its groups too, on the %s store',
  patience,
  async store => {
    const flags = '--ordered --seconds 2 --kill-every-seconds 0.7 --workers 2 --publishers 2 --seed 7'
    const { code, report } = await verifying(flags, undefined, { store, data: aFolder() })
    expect(report).toMatchObject({ lost: 0, changed: 0, cameBack: 0, outOfOrder: 0, left: 0 })
    expect(report.acknowledged).toBeGreaterThan(0)
    expect({ code, delivered: report.delivered }).toEqual({ code: 0, delivered: report.acknowledged })
  },
)

test('a server that hands the messages of a group out in another order is caught', patience, async () => {
  const alter: Lies['alter'] = ({ path }, body) =>
    path.endsWith('/poll') ? JSON.stringify({ messages: JSON.parse(body).messages.reverse() }) : body
  const { code, stderr, report } = await verifying(`--ordered ${short}`, { alter })
  expect(report.outOfOrder).toBeGreaterThan(0)
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT SOUND') })
})
