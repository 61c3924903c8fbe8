import type { Command } from 'commander'
import { type Handler, type LeasedMessage, Worker, type WorkerEvents, type WorkerOptions } from '../../client/index.ts'
import { clientCommand, connect } from '../connect.ts'
import { CommandError, wordsOf } from '../exit.ts'
import { CannotStart, CommandFailed, makeRunner } from '../runCommand.ts'
import { parseCount, parseSeconds } from '../values.ts'
import { note, type World } from '../world.ts'

type WorkFlags = {
  url: string
  concurrency: number
  visibilityTimeout: number
  retryDelay?: number
  exitWhenEmpty?: true
}

// Where nobody says how long, so that a command that always fails is not run without a pause.
const restSeconds = 5

const explanation = `
The command gets the message's body on stdin, and in its environment
  SLUICE_QUEUE, SLUICE_MESSAGE_ID, SLUICE_ATTEMPTS (this one included), SLUICE_PUBLISHED_AT,
  SLUICE_ATTRIBUTES (JSON, as the API has them) and SLUICE_URL.
When it exits 0 the message is acknowledged. Otherwise the message is given back with the end of what the command wrote
to stderr as the reason. While it runs the lease is renewed; should it be lost, the command gets SIGTERM.

SIGTERM or SIGINT: no more messages are taken, running commands go on to their end (Ctrl-C in a terminal reaches them
too). A second signal ends them with SIGTERM. With --exit-when-empty the exit code is 1 if any command failed.

Examples:
  sluice work thumbnails --concurrency 4 -- ./thumbnail.sh
  sluice work orders --exit-when-empty -- jq -r .total`

export const workCommand = (world: World): Command =>
  clientCommand('work', world)
    .summary('run a command for each message')
    .description('Takes messages one after the other, or a few at a time, and runs a command for each.')
    .argument('<queue>')
    .argument('<command...>', 'after --: the command and its arguments; no shell is involved')
    .option('--concurrency <count>', 'commands at a time', parseCount(1, 1_000), 1)
    .option(
      '--visibility-timeout <time>',
      'the lease: how soon others get the message if this process dies',
      parseLease,
      30,
    )
    .option(
      '--retry-delay <time>',
      "how long a message rests after its command failed: 0 to 12h (default: as its or its queue's retry policy says, else 5 s)",
      parseSeconds,
    )
    .option('--exit-when-empty', 'stop once the queue has nothing to hand out')
    .addHelpText('after', explanation)
    .action((queue: string, command: [string, ...string[]], flags: WorkFlags) => work(world, queue, command, flags))

/** A lease of nothing would never be held. */
function parseLease(text: string): number {
  return Math.max(1, parseSeconds(text))
}

type Sum = { taken: number; acked: number; hopeless?: CannotStart }

async function work(world: World, queue: string, command: [string, ...string[]], flags: WorkFlags): Promise<void> {
  const runner = makeRunner(world, { queue, url: flags.url, command })
  const sum: Sum = { taken: 0, acked: 0 }
  const events = eventsOf(world, sum, () => worker.stop())
  const worker = new Worker(connect(flags, world), queue, counted(sum, runner.run), { ...toOptions(flags), ...events })
  const ignoreSignals = stopOnSignal(world, worker, runner.end)
  try {
    await worker.run()
  } finally {
    ignoreSignals()
    note(world, `${sum.acked} done, ${sum.taken - sum.acked} failed`)
  }
  if (sum.hopeless) throw new CommandError('failed', sum.hopeless.message)
  if (flags.exitWhenEmpty && sum.taken > sum.acked) throw new CommandError('failed', '')
}

const counted =
  (sum: Sum, handler: Handler): Handler =>
  (message, context) => {
    sum.taken += 1
    return handler(message, context)
  }

const eventsOf = (world: World, sum: Sum, stop: () => void): WorkerEvents => ({
  onSettled: (_, outcome) => {
    if (outcome === 'acked') sum.acked += 1
  },
  onError: (error, message) => {
    note(world, `sluice: ${failureText(error, message)}`)
    if (!(error instanceof CannotStart)) return
    sum.hopeless = error
    stop()
  },
})

const toOptions = (flags: WorkFlags): WorkerOptions => ({
  concurrency: flags.concurrency,
  visibilityTimeoutSeconds: flags.visibilityTimeout,
  nackDelaySeconds: flags.retryDelay,
  nackDefaultDelaySeconds: restSeconds,
  stopWhenEmpty: flags.exitWhenEmpty,
})

function stopOnSignal(world: World, worker: Worker, end: () => void): () => void {
  let asked = false
  return world.onSignal(() => {
    if (asked) return end()
    asked = true
    note(world, 'stopping: waiting for the commands that run; once more ends them')
    worker.stop()
  })
}

const failureText = (error: unknown, message: LeasedMessage | undefined): string =>
  error instanceof CommandFailed && message !== undefined
    ? `message ${message.id}, attempt ${message.attempts}: ${error.message}`
    : `${wordsOf(error)}`
