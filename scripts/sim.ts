import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

// Runs the DynamoDB store in virtual time while everything around it breaks, one world a seed:
//   npm run test:sim -- --seeds 1000 --from 1 --workers 2
//   npm run test:sim -- --seeds 1 --from 42            one seed again, with the histories of what it broke
//   npm run test:sim -- --guards J1 J5                 breaks the guards of J1 to J7, I31 and I37, one at a time (all without a word)
// A broken promise, or a fault that never fired, ends it with exit code 1.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    guards: { type: 'boolean', default: false },
  },
})

type Finding = { check: string; words: string; id?: string; history: string[] }
type Result = {
  seed: number
  violations: Finding[]
  missing: string[]
  faults?: Record<string, number>
  totals?: Record<string, number>
}

const folder = join(import.meta.dirname, '../test/simulation')
const seeds = Number(values.seeds)
const from = Number(values.from)
const workers = Math.max(1, Number(values.workers))
const historiesMax = 3
const sums: Record<string, number> = {}
const failed: number[] = []
let done = 0

function add(numbers: Record<string, number> = {}): void {
  for (const [name, value] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + value
}

const isGood = ({ violations, missing }: Result): boolean => violations.length + missing.length === 0

function report(result: Result): void {
  done += 1
  add(result.totals)
  add(result.faults)
  if (isGood(result)) return
  failed.push(result.seed)
  const { seed, violations, missing } = result
  console.log(`seed ${seed}: ${violations.length} promises broken`)
  if (missing.length > 0) console.log(`  never fired: ${missing.join(', ')}`)
  for (const one of violations.slice(0, historiesMax)) say(one)
}

function say({ check, words, id, history }: Finding): void {
  console.log(`  ${check}: ${words}${id === undefined ? '' : `, message ${id}`}`)
  for (const line of history) console.log(`    ${line}`)
}

/** Each worker takes every so-many-th seed. */
function runWorker(index: number): Promise<void> {
  // A seed leaves a lot behind: with a small nursery a tenth of the time goes into clearing it away.
  const resourceLimits = { maxYoungGenerationSizeMb: 64 }
  const workerData = { from: from + index, until: from + seeds, step: workers }
  const worker = new Worker(join(folder, 'worker.ts'), { workerData, resourceLimits })
  return new Promise((resolve, reject) => {
    worker.on('message', (result: Result) => report(result))
    worker.on('error', reject)
    worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
  })
}

async function runSeeds(): Promise<void> {
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: workers }, (_, index) => runWorker(index)))
  const seconds = (performance.now() - startedMs) / 1000
  const numbers = Object.entries(sums).map(([name, value]) => `${Math.round(value)} ${name}`)
  console.log(
    `simulation: ${done} seeds from ${from} in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} a second)`,
  )
  console.log(numbers.join(', '))
  console.log(failed.length === 0 ? 'no promise broken' : `broken in ${failed.length} seeds: ${failed.join(' ')}`)
  if (failed.length > 0 || done !== seeds) process.exitCode = 1
}

/** In a program of its own: what it breaks is a copy. */
function breakGuards(words: readonly string[]): Promise<void> {
  const args = [join(folder, 'guards/breakAll.ts'), values.seeds, ...words]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  return new Promise(resolve => {
    child.on('close', code => {
      process.exitCode = code ?? 1
      resolve()
    })
  })
}

if (values.guards) await breakGuards(positionals)
else await runSeeds()
