import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { makeWriteEvent } from '../../lib/protocols/sqs/triggerEvent.ts'
import { keepPushing } from '../../lib/push/keepPushing.ts'
import { makeModuleTarget } from '../../lib/push/moduleTarget.ts'
import { delivered } from '../../lib/push/outcome.ts'
import type { Pushing } from '../../lib/push/pushing.ts'
import { Rests } from '../../lib/push/rests.ts'
import { pushQueues, sourcesOf } from '../../lib/push/sources.ts'
import type { Deliver } from '../../lib/push/target.ts'
import { percentile } from '../statistics.ts'
import { aTrigger } from './aTrigger.ts'

const pushingBy = (deliver: Deliver): Pushing => ({
  deliver,
  rests: new Rests(),
  queues: pushQueues,
  sourcesOf,
  onDropped: () => {},
  onFailure: error => {
    throw error
  },
})

const module = { kind: 'module', path: './handler.ts' } as const
const write = makeWriteEvent({ account: '000000000000', region: 'us-east-1' })

/** Messages a second that are leased, written as an event, handed to a handler in this process, and finished: `count` of `bytes` each. */
export async function throughput(folder: string, count: number, bytes: number): Promise<number> {
  const { services, send, close } = await aTrigger(folder, module)
  const body = 'x'.repeat(bytes)
  for (let at = 0; at < count; at += 16) await send(...Array<string>(Math.min(16, count - at)).fill(body))
  let left = count
  const done = Promise.withResolvers<void>()
  const startMs = performance.now()
  const kept = keepPushing(
    services,
    pushingBy(async (_, batch) => {
      write(batch.queue.name, batch.messages)
      left -= batch.messages.length
      if (left === 0) done.resolve()
      return batch.messages.map(() => delivered)
    }),
  )
  await done.promise
  await kept.stop()
  const seconds = (performance.now() - startMs) / 1000
  await close()
  return count / seconds
}

export type Latency = { count: number; p50Ms: number; p99Ms: number; maxMs: number }

/** From the call of publish to the handler, one message every `everyMs`: the handler is a function in this process. */
export async function latency(folder: string, count: number, everyMs: number): Promise<Latency> {
  const took: number[] = []
  const deliver: Deliver = async (_, { messages }) =>
    messages.map(({ message }) => {
      took.push(now() - Number(Buffer.from(message.envelope.body).toString()))
      return delivered
    })
  await sendSlowly(folder, deliver, count, everyMs, () => took.length)
  return summary(took)
}

/** The same where the handler is a module in a thread of its own. */
export async function moduleLatency(folder: string, count: number, everyMs: number): Promise<Latency> {
  const code = `const now = () => performance.timeOrigin + performance.now()
export const handler = (event: any) => console.log(event.Records.map((one: any) => now() - Number(one.body)).join(' '))`
  writeFileSync(join(folder, 'handler.ts'), code)
  const took: number[] = []
  const hear = (line: string): void => void took.push(...line.replace(/^\S+: /, '').split(' ').map(Number))
  const target = makeModuleTarget(folder, write, hear)
  const deliver: Deliver = (services, batch, signal) => target.deliver(services, module, batch, signal)
  await sendSlowly(folder, deliver, count, everyMs, () => took.length)
  target.close()
  return summary(took)
}

const now = (): number => performance.timeOrigin + performance.now()

async function sendSlowly(folder: string, deliver: Deliver, count: number, everyMs: number, heard: () => number) {
  const { services, send, close } = await aTrigger(folder, module)
  const kept = keepPushing(services, pushingBy(deliver))
  for (let at = 0; at < count; at++) {
    await send(String(now()))
    await rest(everyMs)
  }
  while (heard() < count) await rest(10)
  await kept.stop()
  await close()
}

// The first ones open what stays open.
const summary = (all: readonly number[]): Latency => {
  const took = all.slice(Math.floor(all.length / 10)).sort((one, other) => one - other)
  return { count: took.length, p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99), maxMs: took.at(-1)! }
}
