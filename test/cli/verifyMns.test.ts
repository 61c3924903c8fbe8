import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aServer } from '../server/aServer.ts'
import { aCommand } from './aCommand.ts'
import { aProxy, type Lies } from './aProxy.ts'

// Each run publishes for a second; killed consumers hold their leases for three.
const patience = { timeout: 60_000 }

async function verifying(flags: string, lies: Lies = {}) {
  const { server, ask } = await aServer()
  const calls = new Set<string>()
  const url = await aProxy(server.url, {
    ...lies,
    answer: call => {
      calls.add(`${call.method} ${call.path.replace(/verify-[\w-]+/, 'Q').replace(/\?.*/, '')}`)
      return lies.answer?.(call)
    },
  })
  const words = ['verify', '--protocol', 'mns', '--url', url, '--json', ...flags.split(' ')]
  const { code, stdout, stderr } = await aCommand(url, words).result
  const { items } = (await ask('GET', '/v1/queues')).json()
  const ledger = / The ledger is in (\S+)/.exec(stderr)?.[1]
  if (ledger !== undefined) rmSync(ledger, { recursive: true })
  return { code, stderr, report: JSON.parse(stdout), queuesLeft: items.length, calls }
}

test('through MNS a sound server passes, its consumers killed under it', patience, async () => {
  const load = '--seed 7 --seconds 2 --kill-every-seconds 0.7 --workers 2 --publishers 2'
  const { code, report, queuesLeft, calls } = await verifying(load)
  expect(report).toMatchObject({ lost: 0, changed: 0, cameBack: 0, left: 0, failedPublishes: 0, seed: 7 })
  expect(report.acknowledged).toBeGreaterThan(0)
  expect(report.kills).toBeGreaterThan(0)
  expect({ code, delivered: report.delivered, queuesLeft }).toEqual({
    code: 0,
    delivered: report.acknowledged,
    queuesLeft: 0,
  })
  expect([...calls].toSorted()).toEqual([
    'DELETE /queues/Q',
    'DELETE /queues/Q/messages',
    'GET /queues/Q',
    'GET /queues/Q/messages',
    'POST /queues/Q/messages',
    'PUT /queues/Q',
  ])
})

const short = '--seconds 1 --kill-every-seconds 0 --workers 1 --publishers 1'

test('a server that acknowledges a delete and forgets it is caught', patience, async () => {
  let forgotten = 0
  const answer: Lies['answer'] = ({ method, path, body }) => {
    if (method !== 'DELETE' || !path.endsWith('/messages') || forgotten > 0) return undefined
    forgotten = body.match(/<ReceiptHandle>/g)!.length
    return { status: 204, body: '' }
  }
  const { code, report } = await verifying(short, { answer })
  expect(forgotten).toBeGreaterThan(0)
  expect({ code, cameBack: report.cameBack, lost: report.lost }).toEqual({ code: 1, cameBack: forgotten, lost: 0 })
})
