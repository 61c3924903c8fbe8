import { guards } from './index.ts'
import { type Seen, Shop } from './shop.ts'

// Started by scripts/sim.ts: breaks every guard, one at a time, and demands that one of so many seeds sees it:
//   node test/simulation/guards/breakAll.ts 200 J4 forward       all whose invariant or words contain one of these

const [seedsText = '200', ...words] = process.argv.slice(2)
const seeds = Number(seedsText)
const chosen = guards.filter(
  ({ invariant, keeps }) => words.length === 0 || words.some(word => invariant === word || keeps.includes(word)),
)
const waiting = [...chosen]
let missed = 0

function say(keeps: string, seen: Seen): void {
  if (seen.kind === 'seen') console.log(`seen at seed ${seen.seed}: ${keeps}\n    ${seen.broken.split('\n')[0]}`)
  else if (seen.kind === 'absent') console.log(`NOT THERE: ${keeps}\n    ${seen.edit.file}: ${seen.edit.code}`)
  else console.log(`${seen.kind.toUpperCase()}: ${keeps}`)
}

async function work(): Promise<void> {
  const shop = new Shop()
  try {
    for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift()) {
      const seen = await shop.runWithout(guard, seeds)
      say(`${guard.invariant} ${guard.keeps}`, seen)
      if (seen.kind !== 'seen') missed += 1
    }
  } finally {
    shop.close()
  }
}

await Promise.all([work(), work()])
console.log(`${chosen.length - missed} guards of ${chosen.length} seen failing within ${seeds} seeds`)
if (missed > 0 || chosen.length === 0) process.exitCode = 1
