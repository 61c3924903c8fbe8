import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bareHands } from './hands/bare.ts'
import type { WithHands } from './hands/hand.ts'
import { withConnections } from './http/connection.ts'
import type { Running } from './servers/child.ts'
import type { Settings } from './settings.ts'
import type { Subject } from './subjects.ts'
import type { Wire } from './wires/wire.ts'

/** A subject with a backlog, running: a process and a queue of its own for each. */
export type Target = {
  subject: Subject
  backlog: number
  running: Running
  wire: Wire
  withHands: WithHands
  /** Messages that should be in the queue beyond the backlog. */
  added: number
}

const queue = 'bench'

/** Starts the subject in its own folder under `folder`, with an empty queue. */
export async function startTarget(
  subject: Subject,
  backlog: number,
  folder: string,
  settings: Pick<Settings, 'protocol' | 'client'>,
): Promise<Target> {
  const own = join(folder, `${subject.name}-${backlog}`)
  mkdirSync(own)
  const running = await subject.start(own)
  try {
    const openQueue = subject.openQueue[settings.protocol]
    const wire = await withConnections(running.port, 1, ([connection]) => openQueue(connection!, queue, running))
    const withHands = await handsOf(settings.client, running.port, wire)
    return { subject, backlog, running, wire, withHands, added: 0 }
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** The SDK is loaded only by a run that measures it. */
async function handsOf(client: Settings['client'], port: number, wire: Wire): Promise<WithHands> {
  if (client === 'bare') return bareHands(port, wire)
  const { sdkHands } = await import('./hands/sdk.ts')
  return sdkHands(port, wire.queueUrl!, wire.key)
}

/** Throws when the queue does not hold what was published and not acked: then something else was measured. */
export async function checkDepth({ subject, backlog, running, wire, added }: Target): Promise<void> {
  const answer = await withConnections(running.port, 1, ([connection]) => connection!.call(wire.depth))
  const messages = wire.messages(answer)
  if (messages !== backlog + added)
    throw new Error(`${subject.name} holds ${messages} messages; ${backlog + added} were published and not acked`)
}
