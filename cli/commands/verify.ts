import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { startProgress } from '../progress.ts'
import { parseCount, parseNumber } from '../values.ts'
import { seededChance } from '../verify/chance.ts'
import { consume } from '../verify/consume.ts'
import { LedgerFile } from '../verify/ledger.ts'
import { mnsPort } from '../verify/mnsPort.ts'
import { nativePort, type QueuePort } from '../verify/port.ts'
import { showReport } from '../verify/report.ts'
import { isSound } from '../verify/tally.ts'
import { type Progress, type Report, verify } from '../verify/verify.ts'
import { note, printLine, type World } from '../world.ts'

type VerifyFlags = CommonFlags & {
  minutes?: number
  seconds?: number
  publishers: number
  workers: number
  killEverySeconds: number
  seed?: number
  ordered?: true
  protocol: Protocol
}

const protocols = ['native', 'sqs', 'mns'] as const
type Protocol = (typeof protocols)[number]

const explanation = `
Publishes into a queue of its own as fast as the server takes it, works it off with consumer processes, and kills these
with SIGKILL at random moments. Every acknowledged publish and every processed message is written to a ledger on disk;
at the end the queue is drained and the ledger is judged. The queue is deleted again.

Exits 1 when a message was lost (its publish was acknowledged and nobody ever processed it), when one arrived with
another body, or when one came back after its ack. With --ordered the queue is an ordered one, and it exits 1 as well when the
order of a group was broken. With --protocol sqs all goes through the SQS endpoint, by the client of the AWS SDK: with
SLUICE_ACCESS_KEY_ID and its secret, else with what the SDK finds, else with some, which are enough for a server with auth off. With
--protocol mns all goes through the MNS endpoint, signed with the same key, or not at all where there is none. Being handed out
twice is allowed: delivery is at least once. The ledger is kept then, and its folder named.

Examples:
  sluice verify --seconds 20
  sluice verify --url https://queue.example.com --minutes 10 --publishers 8 --workers 4 --kill-every-seconds 1`

export const verifyCommand = (world: World): Command =>
  dataCommand('verify', world)
    .summary('prove on a running server that nothing gets lost')
    .description('Loads a server, kills consumers, and counts what arrived against what was acknowledged.')
    .option('--minutes <number>', 'how long to publish (default: 1)', parseNumber)
    .option('--seconds <number>', 'how long to publish, on top of --minutes', parseNumber)
    .option('--publishers <count>', 'publishers at a time', parseCount(1, 100), 4)
    .option('--workers <count>', 'consumer processes', parseCount(1, 50), 3)
    .option('--kill-every-seconds <number>', 'on average; 0 kills nobody', parseNumber, 2)
    .option('--seed <number>', 'of bodies, batches and kills; default: a new one', parseCount(0, 2 ** 32 - 1))
    .option('--ordered', 'on an ordered queue: the order of each group is judged too')
    .addOption(new Option('--protocol <name>', 'what the server is spoken to in').choices(protocols).default('native'))
    .addHelpText('after', explanation)
    .action((flags: VerifyFlags) => runVerify(world, flags))

const secondsOf = ({ minutes, seconds }: VerifyFlags): number =>
  minutes === undefined && seconds === undefined ? 60 : (minutes ?? 0) * 60 + (seconds ?? 0)

async function runVerify(world: World, flags: VerifyFlags): Promise<void> {
  if (flags.ordered && flags.protocol === 'mns')
    throw new CommandError(
      'usage',
      '--ordered needs --protocol native or sqs: MNS does not say where in its group a message stands.',
    )
  const folder = mkdtempSync(join(tmpdir(), 'sluice-verify-'))
  const report = await observed(world, flags, folder)
  await printLine(world, flags.json ? JSON.stringify(report) : showReport(report))
  if (!isSound(report) || report.outOfOrder > 0)
    throw new CommandError('failed', `NOT SOUND. The ledger is in ${folder}`)
  rmSync(folder, { recursive: true })
}

async function observed(world: World, flags: VerifyFlags, folder: string): Promise<Report> {
  const { url, protocol, publishers, workers, killEverySeconds, seed = Math.floor(Math.random() * 2 ** 32) } = flags
  const queue = `verify-${seed}-${process.pid}${flags.ordered ? '.fifo' : ''}`
  const consumerWords = (n: number) => [
    process.argv[1]!,
    consumerName,
    JSON.stringify({ url, protocol, queue, folder, n, seed }),
  ]
  const seconds = secondsOf(flags)
  const stop = new AbortController()
  const ignoreSignals = world.onSignal(() => (stop.signal.aborted ? process.exit(130) : stop.abort()))
  const load = { publishers, workers, killEverySeconds, seed, seconds }
  const bar = await progressOf(world, seconds)
  try {
    const port = await makePort(world, { url, protocol, queue })
    return await verify({ ...load, port, folder, consumerWords, signal: stop.signal }, bar)
  } finally {
    ignoreSignals()
    bar.stop()
  }
}

type Address = { url: string; protocol: Protocol; queue: string }

/** The AWS SDK is loaded only where it is asked for. */
async function makePort(world: World, { url, protocol, queue }: Address): Promise<QueuePort> {
  if (protocol === 'native') return nativePort(connect({ url }, world), queue)
  if (protocol === 'mns') return mnsPort({ url, queue, environment: world.settings.environment })
  const { sqsPort } = await import('../verify/sqsPort.ts')
  return sqsPort({ url, queue, environment: world.settings.environment })
}

async function progressOf(world: World, seconds: number): Promise<Progress & { stop: () => void }> {
  const bar = await startProgress(world, 'publishing', 'seconds', seconds)
  let isDraining = false
  const onDrain = (left: number): void => {
    if (!isDraining) note(world, `\ndraining: ${left} messages left`)
    isDraining = true
  }
  return { onTick: elapsed => bar.update(Math.round(elapsed)), onDrain, stop: () => bar.stop() }
}

const consumerName = 'verify-consumer'

type Consumer = Address & { folder: string; n: number; seed: number }

/** One of the processes that `verify` starts, and kills. */
export const verifyConsumerCommand = (world: World): Command =>
  new Command(consumerName).argument('<settings>').action(async (text: string) => {
    const { folder, n, seed, ...address }: Consumer = JSON.parse(text)
    const stop = new AbortController()
    world.onSignal(() => stop.abort())
    process.on('disconnect', () => process.exit()) // whoever would judge the work has gone
    process.channel?.unref() // to listen for that must not keep a consumer alive that is done
    const ledger = new LedgerFile(folder, `consumer-${n}`)
    await consume({
      name: `c${n}`,
      port: await makePort(world, address),
      ledger,
      chance: seededChance(seed + n),
      signal: stop.signal,
    })
  })
