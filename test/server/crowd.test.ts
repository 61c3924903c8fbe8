import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '../../lib/store/store.ts'
import { aServer } from './aServer.ts'
import { aRequest } from './wire.ts'

const callers = 10_000
const publishes = 100

/** Counts looks and waits from now on. */
function counting(store: Store): { looks: number; waits: number } {
  const counts = { looks: 0, waits: 0 }
  const { poll, wait } = store
  store.poll = (...given) => {
    counts.looks += 1
    return poll.apply(store, given)
  }
  store.wait = (...given) => {
    counts.waits += 1
    return wait.apply(store, given)
  }
  return counts
}

/** A process of callers that wait; every answer with a message that one of them gets is added to the list. */
function crowdAt(port: number, request: string): string[] {
  const words = [join(import.meta.dirname, 'parkedCallers.ts'), `${port}`, `${callers}`]
  const child = spawn(process.execPath, [...words, Buffer.from(request).toString('base64')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const answers: string[] = []
  // On a slow machine some have waited to the end before all have come.
  createInterface(child.stdout).on('line', line => line.includes('"m') && answers.push(line))
  return answers
}

const polls = {
  native: aRequest('/v1/queues/orders/poll', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"waitSeconds":30}',
  }),
  sqs: aRequest('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
    body: '{"QueueUrl":"orders","WaitTimeSeconds":20}',
  }),
}
const patience = { timeout: 30_000 }

test.each(['native', 'sqs'] as const)(
  'with 10,000 callers waiting for messages of one queue, %s, each publish is answered and wakes who is to get it',
  {
    timeout: 60_000,
  },
  async protocol => {
    const { server, port, ask } = await aServer()
    await ask('PUT', '/v1/queues/orders')
    const counts = counting(server.app.services.store)
    const answers = crowdAt(port, polls[protocol])
    await vi.waitFor(() => expect(counts.waits).toBe(callers), patience)
    const before = counts.looks
    for (let n = 1; n <= publishes; n++) {
      expect((await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: `m${n}` }] })).status).toBe(201)
    }
    await vi.waitFor(() => expect(answers).toHaveLength(publishes), patience)
    const bodies = answers.flatMap(answer => /"body":"(m\d+)"/i.exec(answer)?.[1] ?? [])
    expect(new Set(bodies).size).toBe(publishes)
    // Who is woken looks, and who finds something has another look. A crowd that woke as a whole would look a million times.
    expect(counts.looks - before).toBeLessThanOrEqual(4 * publishes)
  },
)
