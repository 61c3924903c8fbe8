// Measures what a group with very many messages does to the waits of others: `node test/fair/measure.ts dynamo NOISE
// CONSUMERS QUIET_A_SECOND PUBLISHERS`, or `memory`. In virtual time: once without the group, once with it, everything
// else being equal.
import { type Outcome, run } from './load.ts'
import { loads } from './loads.ts'
import { inMemory, onDynamo } from './places.ts'

const [where = 'dynamo', ...numbers] = process.argv.slice(2)
const [usual] = loads
const [noise = 100_000, consumers = 64, quietPerSecond = 100, publishers = 10] = numbers.map(Number)
const load = { ...usual!, quietPerSecond, consumers, publishers, noise: 0 }

const say = (name: string, { waits, taken, seconds, meter, waiting }: Outcome): string => {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(part => waits.at(part).toFixed(0))
  const units = `${(meter.writes / taken).toFixed(2)} write and ${(meter.reads / taken).toFixed(2)} read units each`
  return [
    `${name}: ${waits.count} quiet messages waited p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`,
    `  all groups: ${(taken / seconds).toFixed(0)} messages a second polled, ${units}; at least ${waiting} kept waiting`,
  ].join('\n')
}

const place = where === 'memory' ? inMemory : onDynamo
console.log(`${where}: ${load.quietGroups} quiet groups, ${quietPerSecond} messages a second, ${consumers} consumers`)
const without = await run(place(), load)
console.log(say('without', without))
const beside = await run(place(), { ...load, noise })
console.log(say(`beside ${noise}`, beside))
console.log(`p95 beside the noise is ${(beside.waits.at(0.95) / without.waits.at(0.95)).toFixed(2)} of that without`)
