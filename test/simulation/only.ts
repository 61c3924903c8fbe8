import { dynamoStore } from './dynamoStore.ts'
import { runSeed } from './run.ts'

const [from, count, step = '4'] = process.argv.slice(2)
let bad = 0
const sums: Record<string, number> = {}
for (let i = 0; i < Number(count) && bad < 3; i++) {
  const seed = Number(from) + i * Number(step)
  const r = await runSeed(seed, dynamoStore)
  for (const [k, v] of Object.entries(r.totals)) sums[k] = (sums[k] ?? 0) + v
  if (r.violations.length || r.missing.length) {
    bad++
    console.log('seed', seed, r.missing.join(), r.first.map(f => f.check).join())
    for (const v of r.violations.slice(0, 2))
      console.log('  ', v.check, v.words, v.id, '\n' + v.history.map(h => h.replace(/\[m\..*?\]/, '')).join('\n'))
  }
}
console.log(JSON.stringify(sums))
