import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const left = new Set(['node_modules', 'dist', '.git', '.sluice', '.serverless', 'coverage'])

/** A run that takes longer has lost its way, which a test that waits for it would notice too. */
const runMsMax = 120_000

/**
 * `noise`: no test failed, but something else did, so that nothing is shown. `skipped`: the tests need what is not to be
 * had here.
 */
export type Outcome = { kind: 'passed' | 'skipped' | 'hung' } | { kind: 'failed' | 'noise'; by: string }

export type Report = {
  success: boolean
  testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** A copy of the project in which guards are broken, with the packages of the original. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-guards-'))
  readonly #report = join(this.#folder, 'report.json')

  constructor() {
    for (const name of readdirSync(root).filter(entry => !left.has(entry)))
      cpSync(join(root, name), join(this.#folder, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'), 'junction')
  }

  read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8')
  }

  /** Runs the tests with one file changed, and puts it back. */
  async runWith(file: string, source: string, tests: readonly string[]): Promise<Outcome> {
    const original = this.read(file)
    writeFileSync(join(this.#folder, file), source)
    try {
      return await this.run(tests)
    } finally {
      writeFileSync(join(this.#folder, file), original)
    }
  }

  async run(tests: readonly string[]): Promise<Outcome> {
    rmSync(this.#report, { force: true })
    const ended = await this.#vitest(tests)
    if (ended === 'hung') return { kind: 'hung' }
    return outcomeOf(this.#readReport())
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #vitest(tests: readonly string[]): Promise<'ended' | 'hung'> {
    const flags = ['run', '--bail', '1', '--reporter', 'json', '--outputFile', this.#report]
    const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...flags, ...tests], {
      cwd: this.#folder,
      stdio: 'ignore',
      detached: true,
    })
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        process.kill(-child.pid!, 'SIGKILL')
        resolve('hung')
      }, runMsMax)
      child.on('error', reject)
      child.on('close', () => {
        clearTimeout(timer)
        resolve('ended')
      })
    })
  }

  #readReport(): Report | undefined {
    try {
      return JSON.parse(readFileSync(this.#report, 'utf8')) as Report
    } catch {
      return undefined
    }
  }
}

/** What a run says of the guard that was broken for it. */
export function outcomeOf(report: Report | undefined): Outcome {
  if (report === undefined) return { kind: 'noise', by: 'the test runner wrote no report' }
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const failed = results.find(({ status }) => status === 'failed')
  if (failed !== undefined) return { kind: 'failed', by: failed.fullName }
  if (report.success && results.some(({ status }) => status === 'passed')) return { kind: 'passed' }
  if (report.success && results.length > 0) return { kind: 'skipped' }
  return { kind: 'noise', by: report.testResults.find(({ message }) => message !== '')?.message ?? 'no test was run' }
}
