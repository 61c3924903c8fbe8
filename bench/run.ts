import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureAll } from './measureAll.ts'
import { describeMachine, memoryOf } from './report/machine.ts'
import { type Setting, toReport } from './report/report.ts'
import { commit, versions } from './report/source.ts'
import { readSettings, type Settings, usage } from './settings.ts'
import { clientCeiling } from './workloads/ceiling.ts'

const args = process.argv.slice(2)
const startMs = performance.now()

const say = (text: string): void => {
  process.stderr.write(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)
}

async function run(settings: Settings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const setting = await describeSetting(settings, folder)
  const report = toReport(settings, setting, await measureAll(settings, folder, { say, memoryOf }))
  process.stdout.write(report)
  if (settings.report !== undefined) write(`${setting.date}-${settings.report}.md`, report)
}

async function describeSetting(settings: Settings, folder: string): Promise<Setting> {
  const ceilings: [number, number][] = []
  for (const count of settings.connections) ceilings.push([count, await clientCeiling(count, settings)])
  return {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    commit: commit(),
    versions: versions(),
    machine: describeMachine(folder),
    ceilings,
  }
}

function write(name: string, report: string): void {
  const reports = join(import.meta.dirname, 'reports')
  mkdirSync(reports, { recursive: true })
  writeFileSync(join(reports, name), report)
  say(`written to bench/reports/${name}`)
}

// Leaving by a signal still ends the servers and removes their data.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

try {
  const settings = readSettings(args)
  if (settings === undefined) process.stdout.write(`${usage}\n`)
  else await run(settings)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
