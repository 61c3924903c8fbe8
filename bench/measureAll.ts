import { type Cell, type Row, toRows } from './rows.ts'
import type { Settings } from './settings.ts'
import { type Subject, subjects, type Workload } from './subjects.ts'
import { checkDepth, startTarget, type Target } from './target.ts'
import { runCell, runWakeCell } from './workloads/cell.ts'
import { fill } from './workloads/fill.ts'
import { add, type Measure, noWork, perSecond } from './workloads/measure.ts'

export type Filling = { subject: string; messages: number; elapsedMs: number; memoryBytes: number | undefined }

export type Findings = { rows: Row[]; fillings: Filling[] }

type Watch = { say: (text: string) => void; memoryOf: (pid: number) => number | undefined }

/** Runs every round against every target, the targets in turn, and stops what it started however it ends. */
export async function measureAll(settings: Settings, folder: string, watch: Watch): Promise<Findings> {
  const targets: Target[] = []
  try {
    for (const [subject, backlog] of wanted(settings))
      targets.push(await startTarget(subject, backlog, folder, settings))
    const fillings = await fillAll(targets, watch)
    const cells = await allRounds(targets, settings, watch)
    for (const target of targets) await checkDepth(target)
    return { rows: toRows(cells), fillings }
  } finally {
    await Promise.all(targets.map(({ running }) => running.stop()))
  }
}

/** Who would take an hour to fill is there with an empty queue only. */
function wanted({ only, backlogs }: Settings): [Subject, number][] {
  const chosen = subjects.filter(({ name }) => only.includes(name))
  return chosen.flatMap(subject =>
    backlogs.filter(backlog => backlog === 0 || subject.isDeep).map((backlog): [Subject, number] => [subject, backlog]),
  )
}

async function fillAll(targets: Target[], { say, memoryOf }: Watch): Promise<Filling[]> {
  const fillings: Filling[] = []
  for (const target of targets.filter(({ backlog }) => backlog > 0)) {
    const { messages, elapsedMs } = await blaming(target, fill(target))
    const memoryBytes = memoryOf(target.running.pid)
    fillings.push({ subject: target.subject.name, messages, elapsedMs, memoryBytes })
    say(`${target.subject.name}: ${messages} messages in ${(elapsedMs / 1000).toFixed(1)} s`)
  }
  return fillings
}

async function allRounds(targets: Target[], settings: Settings, { say }: Watch): Promise<Cell[]> {
  await oneRound(targets, warmUp(settings), text => say(`warming up: ${text}`))
  const cells: Cell[] = []
  for (let round = 0; round < settings.rounds; round++) {
    const turned = [...targets.slice(round % targets.length), ...targets.slice(0, round % targets.length)]
    cells.push(...(await oneRound(turned, settings, text => say(`round ${round + 1} of ${settings.rounds}: ${text}`))))
  }
  return cells
}

/** Whoever was filled has run hot already; with less than this the others would begin cold. */
const warmSecondsMin = 0.5

const warmUp = (settings: Settings): Settings => ({
  ...settings,
  seconds: Math.max(warmSecondsMin, settings.seconds),
  connections: [Math.max(...settings.connections)],
})

async function oneRound(targets: Target[], settings: Settings, say: Watch['say']): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const connections of settings.connections) {
    const drained = new Map(targets.map(target => [target, noWork()]))
    for (const size of [1, 10] as const)
      for (const target of targets) {
        const measure = await blaming(target, runCell(target, connections, size, settings.seconds))
        add(drained.get(target)!, measure.drained)
        cells.push(toCell(target, connections, `publish ${size}`, measure.published))
        say(describe(cells.at(-1)!))
      }
    for (const [target, measure] of drained) cells.push(toCell(target, connections, 'poll 10 + ack 10', measure))
  }
  for (const target of targets.filter(({ backlog }) => backlog === 0)) {
    const measure = await blaming(target, runWakeCell(target, settings.seconds))
    cells.push(toCell(target, 2, 'publish to a poll', measure))
    say(describe(cells.at(-1)!))
  }
  return cells
}

const toCell = ({ subject, backlog }: Target, connections: number, workload: Workload, measure: Measure): Cell => ({
  subject: subject.name,
  backlog,
  connections,
  workload,
  measure,
})

const describe = ({ subject, backlog, connections, workload, measure }: Cell): string =>
  `${workload}, ${connections} connections, ${subject} with ${backlog}: ${Math.round(perSecond(measure))} messages/s`

/** What a server said before it failed is gone with it, unless it is told here. */
async function blaming<T>({ subject, running }: Target, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(`${subject.name}: ${(error as Error).message}\n${running.said()}`, { cause: error })
  }
}
