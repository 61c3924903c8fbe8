import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../lib/random.ts'
import { call } from './crash/call.ts'
import { Ledger } from './crash/ledger.ts'
import { publishAlong } from './crash/publisher.ts'
import { Server } from './crash/server.ts'
import { workAlong } from './crash/worker.ts'

// Kills the embedded store's server at random moments while publishers and workers use it, and counts what it broke:
//   npm run test:crash -- --kills 50 --seed 1 --durability kill
// An acknowledged publish that is gone, or an acknowledged ack that comes back, ends it with exit code 1.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    durability: { type: 'string', default: 'kill' },
  },
})
const kills = Number(values.kills)
const seed = Number(values.seed)
const publishers = 8
const workers = 4
const upMsMin = 100
const upMsMax = 1_500

const random = seededRandom(seed)
const folder = mkdtempSync(join(tmpdir(), 'sluice-crash-'))
const startedMs = performance.now()
const server = new Server(folder, values.durability)
const ledger = new Ledger()
const stopPublishing = new AbortController()
const stopWorking = new AbortController()

type Stats = { visible: number; inFlight: number; delayed: number }

async function killAgainAndAgain(): Promise<void> {
  for (let kill = 1; kill <= kills; kill++) {
    await pause(upMsMin + random.fraction() * (upMsMax - upMsMin))
    await server.killAndRestart()
    if (kill % 5 === 0 || kill === kills) say(`${kill} kills`)
  }
}

/** Lets the workers empty the queue: leases that died with a server run out on their own. */
async function drain(): Promise<void> {
  for (;;) {
    const { visible, inFlight } = await call<Stats>(await server.url(), '/stats', undefined, 'GET')
    if (visible + inFlight === 0) return
    await pause(250)
  }
}

const say = (words: string): void =>
  console.error(
    `${words}: ${ledger.published.size} published, ${ledger.delivered} handed out, ${ledger.acked.size} acked, ` +
      `${ledger.broken.length} promises broken`,
  )

async function run(): Promise<void> {
  await call(await server.url(), '', {}, 'PUT')
  const load = [
    ...Array.from({ length: publishers }, (_, index) =>
      publishAlong(server, ledger, random, `publisher ${index}`, stopPublishing.signal),
    ),
    ...Array.from({ length: workers }, () => workAlong(server, ledger, stopWorking.signal)),
  ]
  const failed = Promise.all(load)
  await Promise.race([killAgainAndAgain(), failed])
  stopPublishing.abort()
  await Promise.race([drain(), failed])
  stopWorking.abort()
  await failed
}

/** The last line says all; the exit code says whether it is good. */
function report(): number {
  const lost = ledger.lost()
  for (const id of lost) ledger.broken.push(`${id} is lost, though its publish was acknowledged`)
  for (const words of ledger.broken.slice(0, 20)) console.error(words)
  const slowestStartMs = Math.round(Math.max(...server.startsMs))
  console.log(
    `crash: ${kills} kills, seed ${seed}, durability ${values.durability}: ${ledger.published.size} acknowledged ` +
      `publishes, ${ledger.acked.size} acknowledged acks, ${ledger.publishesUnanswered} publishes and ` +
      `${ledger.unsure.size} acks without an answer, slowest start ${slowestStartMs} ms, ` +
      `${Math.round((performance.now() - startedMs) / 1000)} s: ${lost.length} lost, ` +
      `${ledger.broken.length - lost.length} came back`,
  )
  return ledger.broken.length === 0 ? 0 : 1
}

try {
  await run()
  process.exitCode = report()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
