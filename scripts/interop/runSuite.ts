import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access, Command, Suite, Verdict } from './suite.ts'

type Outcome = { succeeded: boolean; output: string }

const root = join(import.meta.dirname, '../..')
const cache = process.env.SLUICE_INTEROP_CACHE ?? join(root, 'node_modules/.cache/interop')
// A download or a compilation may take its time; a client that waits for what never comes may not.
const patienceMs = 600_000
const linesShown = 40

/** Never rejects: whatever goes wrong is a verdict. */
export async function runSuite(suite: Suite, access: Access): Promise<Verdict> {
  const probed = await run(suite.probe, root, {})
  if (!probed.succeeded) return { kind: 'skipped', words: `it needs ${suite.missing}` }
  const folder = join(cache, suite.name.replaceAll(/[^\w.]+/g, '-'))
  const prepared = await prepare(suite, folder)
  if (!prepared.succeeded) return { kind: 'failed', words: `its packages cannot be had\n${lastOf(prepared.output)}` }
  const ran = await run(suite.run, folder, environmentOf(suite, access))
  return ran.succeeded
    ? { kind: 'passed', words: summaryOf(ran.output) }
    : { kind: 'failed', words: `\n${lastOf(ran.output)}` }
}

/** Does again what was done with other files, and nothing else. */
async function prepare({ folders, prepare }: Suite, folder: string): Promise<Outcome> {
  const sources = folders.map(name => join(root, 'test/interop', name))
  const stamp = createHash('sha256')
    .update(JSON.stringify([prepare, sources.map(textsIn)]))
    .digest('hex')
  const stampPath = join(folder, 'prepared')
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return { succeeded: true, output: '' }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const source of sources) cpSync(source, folder, { recursive: true })
  for (const command of prepare) {
    const outcome = await run(command, folder, {})
    if (!outcome.succeeded) return outcome
  }
  writeFileSync(stampPath, stamp)
  return { succeeded: true, output: '' }
}

const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'utf8'))

const environmentOf = ({ leavesText }: Suite, { url, key }: Access): Record<string, string> => ({
  SLUICE_ENDPOINT: url,
  SLUICE_ACCESS_KEY_ID: key.id,
  SLUICE_SECRET_ACCESS_KEY: key.secret,
  SLUICE_TEXT_QUEUE: leavesText?.queue ?? '',
  SLUICE_TEXT: leavesText?.text ?? '',
  AWS_ACCESS_KEY_ID: key.id,
  AWS_SECRET_ACCESS_KEY: key.secret,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_PROXY: '127.0.0.1',
  no_proxy: '127.0.0.1',
})

function run([program, ...args]: Command, cwd: string, environment: Record<string, string>): Promise<Outcome> {
  return new Promise(resolve => {
    const env = { ...process.env, ...environment }
    const signal = AbortSignal.timeout(patienceMs)
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal })
    let output = ''
    const hear = (chunk: Buffer): void => {
      output += chunk
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', error => resolve({ succeeded: false, output: String(error) }))
    child.on('close', code => resolve({ succeeded: code === 0, output }))
  })
}

const linesOf = (output: string): string[] => output.split('\n').filter(line => line.trim() !== '')
const lastOf = (output: string): string => linesOf(output).slice(-linesShown).join('\n')

/** What the runner of each language says of how much it did. */
const summaryOf = (output: string): string =>
  linesOf(output).findLast(line => /^(Ran \d+ tests|# pass \d+|\d+ passed)/.test(line)) ?? 'passed'
