import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '../dynamo/emulator.ts'

const repository = join(import.meta.dirname, '../..')
const sources = join(import.meta.dirname, 'moto')
const pins = join(sources, 'requirements.txt')
const cache = process.env.SLUICE_INTEROP_CACHE ?? join(repository, 'node_modules/.cache/interop')

// What is installed of other pins lies in another folder.
const digest = createHash('sha256').update(readFileSync(pins)).digest('hex').slice(0, 12)
const folder = join(cache, `moto-${digest}`)
const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

function python(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
}

/** Installs the pinned packages once. In a folder of its own first, so that nobody finds half of them. */
function install(): void {
  if (existsSync(folder)) return
  mkdirSync(cache, { recursive: true })
  const begun = mkdtempSync(`${folder}-`)
  python('python3', '-m', 'venv', begun)
  python(join(begun, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', pins)
  try {
    renameSync(begun, folder)
  } catch (error) {
    rmSync(begun, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // another process may have been first
  }
}

const trying = (step: () => void, words: string): string | undefined => {
  try {
    step()
    return undefined
  } catch (error) {
    return `${words}: ${String((error as { stderr?: string }).stderr ?? error).trim()}`
  }
}

const lack =
  trying(() => python('python3', '-c', probe), 'moto needs Python 3.11 or newer with venv') ??
  trying(install, 'the packages of moto cannot be had')

/** AWS on this machine, as far as moto knows it: everything under one endpoint, in memory, without a check of rights. */
export type Aws = Pick<Emulator, 'endpoint' | 'stop'>

/** In CI it is always available, so that a missing Python fails there instead of being skipped. */
export const moto = {
  name: 'moto',
  unavailable: process.env.CI ? undefined : lack?.split('\n')[0],
  /** Starts one of its own on a free port. Killed when this process ends, if it is not stopped before. */
  async start(): Promise<Aws> {
    if (lack !== undefined) throw new Error(lack)
    return startEmulator(join(folder, 'bin/python'), port => [join(sources, 'server.py'), String(port)])
  },
}

/** What whoever deploys there has in the environment: made-up credentials, and the one endpoint for all services. */
export const awsEnvironment = ({ endpoint }: Aws): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'AKIAOFWHOEVERDEPLOYS',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
})
