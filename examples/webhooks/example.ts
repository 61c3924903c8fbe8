import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededChance } from '../../cli/verify/chance.ts'
import { Crew } from '../../cli/verify/crew.ts'
import { LedgerFile, readLedger } from '../../cli/verify/ledger.ts'
import { pause } from '../../cli/verify/pause.ts'
import { type Figures, Tally } from '../../cli/verify/tally.ts'
import { SluiceClient } from '../../client/index.ts'
import { queuesOf, readWebhooks, type Webhook } from './payloads.ts'
import { publishAll } from './publish.ts'
import { startServer } from './server.ts'
import type { WorkerTask } from './worker.ts'

/** Short, so that what the killed worker held comes back soon. */
const leaseSeconds = 2
const workerCount = 3
/** One worker is killed once so much of the work is done. */
const killAtPart = 1 / 3
const lookMs = 25
/** Nothing here takes so long unless something is lost. */
const patienceMs = 120_000

export type Result = { store: string; webhooks: number; queues: number; kills: number; figures: Figures }

/** One whole run against a server of its own. `onProgress` hears how many webhooks are worked off. */
export async function runExample(store: string, onProgress: (done: number, total: number) => void): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-example-'))
  const server = await startServer(store, join(folder, 'data'))
  try {
    return { store, ...(await workThrough(server.url, folder, onProgress)) }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

async function workThrough(url: string, folder: string, onProgress: (done: number, total: number) => void) {
  const webhooks = readWebhooks()
  const queues = queuesOf(webhooks)
  await createQueues(url, queues)
  const crew = startCrew({ url, queues, folder, leaseSeconds })
  try {
    await untilAllHere(folder, crew)
    const publishing = publishByTwo(url, webhooks, folder)
    await watch(folder, webhooks.length, crew, onProgress)
    await publishing
  } finally {
    await crew.stop()
  }
  if (crew.failure) throw crew.failure
  return { webhooks: webhooks.length, queues: queues.length, kills: crew.kills, figures: await figuresOf(folder) }
}

async function createQueues(url: string, queues: string[]): Promise<void> {
  const client = new SluiceClient({ url })
  await Promise.all(queues.map(queue => client.putQueue(queue, { visibilityTimeoutSeconds: leaseSeconds })))
}

function startCrew(task: Omit<WorkerTask, 'n'>): Crew {
  const worker = join(import.meta.dirname, 'worker.ts')
  const words = (n: number): string[] => [worker, JSON.stringify({ ...task, n } satisfies WorkerTask)]
  return new Crew({ size: workerCount, words, chance: seededChance(Date.now()) })
}

/** Each worker opens its ledger as it starts. */
async function untilAllHere(folder: string, crew: Crew): Promise<void> {
  const here = (): number => readdirSync(folder).filter(name => name.startsWith('worker-')).length
  while (here() < workerCount && !crew.failure) await pause(lookMs)
}

/** Two publishers, each with a client of its own, share the webhooks. */
async function publishByTwo(url: string, webhooks: Webhook[], folder: string): Promise<void> {
  const share = (n: number): Webhook[] => webhooks.filter((_, index) => index % 2 === n)
  const publish = (n: number): Promise<void> => publishAll(url, share(n), new LedgerFile(folder, `publisher-${n}`))
  await Promise.all([publish(0), publish(1)])
}

/** Reads the ledger until all is done, and kills one worker in the middle of it. */
async function watch(
  folder: string,
  total: number,
  crew: Crew,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const untilMs = Date.now() + patienceMs
  for (let done = 0; done < total && Date.now() < untilMs && !crew.failure; await pause(lookMs)) {
    done = (await figuresOf(folder)).delivered
    onProgress(done, total)
    if (crew.kills === 0 && done >= total * killAtPart) await crew.killOne({ replace: false })
  }
}

async function figuresOf(folder: string): Promise<Figures> {
  const tally = new Tally()
  for await (const entry of readLedger(folder)) tally.add(entry)
  return tally.figures()
}
