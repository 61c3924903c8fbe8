import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { withConnections } from './http/connection.ts'
import type { Running } from './servers/child.ts'
import type { Subject } from './subjects.ts'
import type { Wire } from './wires/wire.ts'

/** A subject with a backlog, running: a process and a queue of its own for each. */
export type Target = {
  subject: Subject
  backlog: number
  running: Running
  wire: Wire
  /** Messages that should be in the queue beyond the backlog. */
  added: number
}

const queue = 'bench'

/** Starts the subject in its own folder under `folder`, with an empty queue. */
export async function startTarget(subject: Subject, backlog: number, folder: string): Promise<Target> {
  const own = join(folder, `${subject.name}-${backlog}`)
  mkdirSync(own)
  const running = await subject.start(own)
  try {
    const wire = await withConnections(running.port, 1, ([connection]) => subject.openQueue(connection!, queue))
    return { subject, backlog, running, wire, added: 0 }
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** Throws when the queue does not hold what was published and not acked: then something else was measured. */
export async function checkDepth({ subject, backlog, running, wire, added }: Target): Promise<void> {
  const answer = await withConnections(running.port, 1, ([connection]) => connection!.call(wire.depth))
  const messages = wire.messages(answer)
  if (messages !== backlog + added)
    throw new Error(`${subject.name} holds ${messages} messages; ${backlog + added} were published and not acked`)
}
