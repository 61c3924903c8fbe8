import { availableParallelism } from 'node:os'
import { type Guard, withoutGuard } from './guards/guard.ts'
import { guards } from './guards/index.ts'
import { type Outcome, Workshop } from './guards/workshop.ts'

// Breaks every guard in a copy of the project, one at a time, and demands that a test notices:
//   npm run test:guards            all of them
//   npm run test:guards -- memory  those whose file or words contain one of these

const words = process.argv.slice(2)
const chosen = guards.filter(
  ({ file, keeps }) => words.length === 0 || words.some(word => file.includes(word) || keeps.includes(word)),
)

type Judged = { guard: Guard; verdict: 'seen' | 'skipped' | 'SURVIVED' | 'NOT THERE' | 'UNCLEAR'; by: string }

const verdicts = { failed: 'seen', hung: 'seen', skipped: 'skipped', passed: 'SURVIVED', noise: 'UNCLEAR' } as const

async function judge(workshop: Workshop, guard: Guard): Promise<Judged> {
  const source = withoutGuard(workshop.read(guard.file), guard)
  if (source === undefined) return { guard, verdict: 'NOT THERE', by: 'the code does not stand there exactly once' }
  const outcome = await workshop.runWith(guard.file, source, guard.tests)
  return { guard, verdict: verdicts[outcome.kind], by: 'by' in outcome ? outcome.by : outcome.kind }
}

/** Workers take from one list, each in a workshop of its own. */
async function judgeAll(all: readonly Guard[]): Promise<Judged[]> {
  const waiting = [...all]
  const judged: Judged[] = []
  const work = async (): Promise<void> => {
    const workshop = new Workshop()
    try {
      for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift()) {
        judged.push(await judge(workshop, guard))
        say(judged.at(-1)!)
      }
    } finally {
      workshop.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
  return judged
}

function say({ guard, verdict, by }: Judged): void {
  const code = guard.code.replaceAll(/\s+/g, ' ').trim()
  console.log(`${verdict.padEnd(9)} ${guard.file}  ${guard.keeps}`)
  if (verdict !== 'seen') console.log(`          ${code}\n          ${by.split('\n')[0]}`)
}

/** Nothing is shown by a test that fails anyway. */
async function checkUnbroken(all: readonly Guard[]): Promise<Outcome> {
  const workshop = new Workshop()
  try {
    return await workshop.run([...new Set(all.flatMap(({ tests }) => tests))])
  } finally {
    workshop.close()
  }
}

if (chosen.length === 0) {
  console.log(`No guard is known by ${words.join(', ')}`)
  process.exit(2)
}
const unbroken = await checkUnbroken(chosen)
if (unbroken.kind !== 'passed' && unbroken.kind !== 'skipped') {
  console.log(`The tests do not pass as they are: ${'by' in unbroken ? unbroken.by : unbroken.kind}`)
  process.exit(1)
}
const judged = await judgeAll(chosen)
const count = (wanted: Judged['verdict']): number => judged.filter(({ verdict }) => verdict === wanted).length
const missed = judged.length - count('seen') - count('skipped')
console.log(`\n${count('seen')} guards seen failing, ${missed} not, ${count('skipped')} skipped`)
// In CI there is everything that a test may want.
if (judged.length === 0 || missed > 0 || (process.env.CI && count('skipped') > 0)) process.exitCode = 1
