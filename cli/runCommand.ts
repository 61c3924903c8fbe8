import { type ChildProcess, spawn } from 'node:child_process'
import { bodyBytes, type Handler, type LeasedMessage } from '../client/index.ts'
import { Tail } from './tail.ts'
import type { World } from './world.ts'

/** The command ran and did not end well. The message is what a nack gives as its reason. */
export class CommandFailed extends Error {}

/** There is no such command, or it may not be run: the next message would fare no better. */
export class CannotStart extends Error {}

/** What a nack takes as its reason. */
const reasonBytesMax = 256

type Task = { queue: string; url: string; command: readonly [string, ...string[]] }

/** Runs the task's command once a message; `end` sends SIGTERM to whatever runs. */
export function makeRunner(world: World, task: Task): { run: Handler; end: () => void } {
  const running = new Set<ChildProcess>()
  const run: Handler = async (message, { signal }) => {
    const child = start(world, task, message)
    running.add(child)
    const terminate = () => child.kill('SIGTERM')
    signal.addEventListener('abort', terminate)
    try {
      await outcome(world, child, task, message)
    } finally {
      signal.removeEventListener('abort', terminate)
      running.delete(child)
    }
  }
  const end = (): void => {
    for (const child of running) child.kill('SIGTERM')
  }
  return { run, end }
}

const start = (world: World, task: Task, message: LeasedMessage): ChildProcess =>
  spawn(task.command[0], task.command.slice(1), {
    stdio: ['pipe', 'inherit', 'pipe'],
    env: { ...world.settings.environment, ...variables(task, message) },
  })

const variables = ({ queue, url }: Task, message: LeasedMessage) => ({
  SLUICE_URL: url,
  SLUICE_QUEUE: queue,
  SLUICE_MESSAGE_ID: message.id,
  SLUICE_ATTEMPTS: String(message.attempts),
  SLUICE_PUBLISHED_AT: message.publishedAt,
  SLUICE_ATTRIBUTES: JSON.stringify(message.attributes),
})

function outcome(world: World, child: ChildProcess, task: Task, message: LeasedMessage): Promise<void> {
  const tail = new Tail(reasonBytesMax)
  child.stderr!.on('data', (chunk: Buffer) => {
    world.stderr.write(chunk)
    tail.add(chunk)
  })
  child.stdin!.on('error', () => {}) // a command need not read its input
  child.stdin!.end(bodyBytes(message))
  return new Promise((resolve, reject) => {
    child.on('error', error => reject(startFailure(error, task.command[0])))
    child.on('close', (code, signal) => (code === 0 ? resolve() : reject(failure(code, signal, tail))))
  })
}

const hopeless = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ENOEXEC'])

/** Anything else may be this message's own: attributes too large for an environment, for one. */
function startFailure(error: NodeJS.ErrnoException, name: string): Error {
  const words = `cannot run ${name}: ${error.message}`
  return hopeless.has(error.code ?? '') ? new CannotStart(words) : new CommandFailed(words)
}

function failure(code: number | null, signal: NodeJS.Signals | null, tail: Tail): CommandFailed {
  const how = signal === null ? `exit ${code}` : `ended by ${signal}`
  const words = tail.text(reasonBytesMax - how.length - 2)
  return new CommandFailed(words === '' ? how : `${how}: ${words}`)
}
