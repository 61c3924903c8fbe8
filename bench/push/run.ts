import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeMachine } from '../report/machine.ts'
import { commit, versions } from '../report/source.ts'
import { spreadOf } from '../statistics.ts'
import { type Latency, latency, moduleLatency, throughput } from './measure.ts'

const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 2 : 5
const messages = isQuick ? 20_000 : 100_000
const samples = isQuick ? 300 : 2_000
const budgetPerSecond = 10_000

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const latencyRow = (what: string, { count, p50Ms, p99Ms, maxMs }: Latency): string =>
  row([what, whole(count), ...[p50Ms, p99Ms, maxMs].map(ms => ms.toFixed(2))])

async function measured(folder: string): Promise<string> {
  const perSecond: number[] = []
  for (let round = 0; round < rounds; round++) perSecond.push(await throughput(folder, messages, 256))
  const { median, min, max } = spreadOf(perSecond)
  const verdict = median >= budgetPerSecond ? 'met' : 'NOT met'
  const inProcess = await latency(folder, samples, 2)
  const inModule = await moduleLatency(folder, samples, 2)
  return [
    '## Throughput to a handler in this process',
    '',
    row([
      'messages of 256 bytes',
      'rounds',
      'messages/s, median',
      'least',
      'most',
      `budget ${whole(budgetPerSecond)}/s`,
    ]),
    row(Array<string>(6).fill('---')),
    row([whole(messages), String(rounds), whole(median), whole(min), whole(max), verdict]),
    '',
    '## From the call of publish to the handler',
    '',
    row(['handler', 'messages', 'p50 ms', 'p99 ms', 'longest ms']),
    row(Array<string>(5).fill('---')),
    latencyRow('a function in this process', inProcess),
    latencyRow('a `.ts` module in a thread of its own', inModule),
    '',
  ].join('\n')
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
const date = new Date().toISOString().slice(0, 10)
const report = `# Pushes at home, ${date}

\`npm run bench:push${isQuick ? ' -- --quick' : ''}\` at ${commit()}, ${versions()}.

${describeMachine(folder)
  .map(line => `- ${line}`)
  .join('\n')}

One process: an embedded store that survives the end of the process, one queue with one trigger of batches of 10, eight at the same time. For the
throughput the queue is filled first; each batch is leased, written as the event of SQS, handed over and finished, until none is left. For the
latency one message is published about every 2 ms, and its body says when; the first tenth is left out.

${await measured(folder)}`
process.stdout.write(report)
const reports = join(import.meta.dirname, '..', 'reports')
mkdirSync(reports, { recursive: true })
if (!isQuick) writeFileSync(join(reports, `${date}-push.md`), report)
