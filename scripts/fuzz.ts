import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// Sends generated requests, whole and broken, over every operation of the SQS endpoint in both protocols, and of the MNS endpoint,
// on every store; so many of each:
//   npm run test:fuzz -- --runs 100000 --seed 42
// A fault of ours, an answer that is not well-formed or none at all ends it with exit code 1; its seed repeats it.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
})

// In all of each protocol: each store takes its share.
const storeCount = 3
const env = {
  ...process.env,
  SLUICE_FUZZ_SEED: values.seed,
  SLUICE_FUZZ_RUNS: String(Math.ceil(Number(values.runs) / storeCount)),
}
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', 'test/protocols/sqs/fuzz', 'test/protocols/mns/fuzz']
const child = spawn(process.execPath, args, { cwd: join(import.meta.dirname, '..'), env, stdio: 'inherit' })
child.on('close', code => {
  process.exitCode = code ?? 1
})
