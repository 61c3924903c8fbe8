import { type Chance, seededChance } from './chance.ts'
import { Crew } from './crew.ts'
import { LedgerFile, readLedger } from './ledger.ts'
import { Order } from './order.ts'
import { pause } from './pause.ts'
import type { QueuePort } from './port.ts'
import { keepPublishing } from './publish.ts'
import { type Figures, Tally } from './tally.ts'
import { drained, makeGate } from './watch.ts'

/** Publishers wait while the queue holds more. */
const depthMax = 500
/** Leases of killed consumers come back after this. */
const visibilityTimeoutSeconds = 3
/** The queue counts as stuck when nothing has moved for this long after the last publish: five leases. */
const patienceMs = visibilityTimeoutSeconds * 5_000

export type VerifyOptions = {
  port: QueuePort
  /** Where the ledger goes: an empty folder. */
  folder: string
  /** How long to publish. */
  seconds: number
  publishers: number
  workers: number
  /** On average; 0 kills nobody. */
  killEverySeconds: number
  seed: number
  /** The command line of the consumer with this number, without node. */
  consumerWords: (n: number) => string[]
  /** Ends the publishing early; what is in the queue is still drained and judged. */
  signal: AbortSignal
}

export type Progress = {
  onTick: (elapsedSeconds: number, acknowledged: number) => void
  onDrain: (left: number) => void
}

export type Report = Figures & {
  /** Publishes and hand-overs of an ordered queue that broke the order of their group: there must be none. */
  outOfOrder: number
  seed: number
  /** Publishes that failed: of these nobody knows whether they are stored. */
  failedPublishes: number
  kills: number
  /** Messages that the queue still said it held when waiting for it to empty made no more sense. */
  left: number
}

/** Publishes, kills, drains, and judges what the ledger says. Creates the queue and deletes it. */
export async function verify(options: VerifyOptions, progress: Progress): Promise<Report> {
  const { port, folder, seed, workers: size, consumerWords: words } = options
  await port.create(visibilityTimeoutSeconds)
  const crew = new Crew({ size, words, chance: seededChance(seed) })
  try {
    const failedPublishes = await publishAndKill(options, crew, progress)
    const left = await drained(
      () => port.depth(),
      patienceMs,
      progress.onDrain,
      () => crew.failure !== undefined,
    )
    await crew.stop()
    if (crew.failure) throw crew.failure
    return { ...(await judge(folder)), seed, failedPublishes, kills: crew.kills, left }
  } finally {
    await crew.stop()
    await port.remove()
  }
}

async function judge(folder: string): Promise<Figures & { outOfOrder: number }> {
  const tally = new Tally()
  const order = new Order()
  for await (const entry of readLedger(folder)) {
    tally.add(entry)
    order.add(entry)
  }
  return { ...tally.figures(), outOfOrder: order.outOfOrder() }
}

/** Answers how many publishes failed. */
async function publishAndKill(options: VerifyOptions, crew: Crew, progress: Progress): Promise<number> {
  const time = new AbortController()
  const signal = AbortSignal.any([time.signal, options.signal])
  const count = { acknowledged: 0, failed: 0 }
  const publishing = publishAll(options, signal, count)
  const killing = keepKilling(crew, options, signal)
  const ticking = tick(options.seconds, signal, second => progress.onTick(second, count.acknowledged))
  // The first to end is the clock, or whoever has failed.
  await Promise.race([ticking, publishing, killing]).finally(() => time.abort())
  await Promise.all([publishing, killing])
  return count.failed
}

type Count = { acknowledged: number; failed: number }

async function publishAll(options: VerifyOptions, signal: AbortSignal, count: Count): Promise<void> {
  const { port, folder, publishers, seed } = options
  const ledger = new LedgerFile(folder, 'publishers')
  const room = makeGate(() => port.depth(), depthMax, signal)
  const onDone = (acknowledged: number, failed: number): void => {
    count.acknowledged += acknowledged
    count.failed += failed
  }
  const publisher = (n: number) => ({
    name: `p${n}`,
    port,
    ledger,
    chance: seededChance(seed + n),
    signal,
    room,
    onDone,
  })
  await Promise.all(Array.from({ length: publishers }, (_, n) => keepPublishing(publisher(n + 1))))
  ledger.close()
}

/** At random moments, on average once in `killEverySeconds`. */
async function keepKilling(crew: Crew, options: VerifyOptions, signal: AbortSignal): Promise<void> {
  const chance = seededChance(options.seed)
  while (options.killEverySeconds > 0 && !signal.aborted && crew.failure === undefined) {
    await pause(killDelayMs(options.killEverySeconds, chance), signal)
    if (!signal.aborted) await crew.killOne()
  }
  if (crew.failure) throw crew.failure
  await pause(options.seconds * 1_000, signal)
}

const killDelayMs = (everySeconds: number, chance: Chance): number => chance.fraction() * 2 * everySeconds * 1_000

async function tick(seconds: number, signal: AbortSignal, onTick: (second: number) => void): Promise<void> {
  const startMs = Date.now()
  for (let elapsed = 0; elapsed < seconds && !signal.aborted; elapsed = (Date.now() - startMs) / 1_000) {
    onTick(elapsed)
    await pause(Math.min(500, (seconds - elapsed) * 1_000), signal)
  }
}
