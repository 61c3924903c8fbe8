import type { Bodies } from '../../../lib/bodies/bodies.ts'
import { MemoryBodies } from '../../../lib/bodies/memoryBodies.ts'
import type { Dynamo } from '../../../lib/store/dynamo/dynamo.ts'
import { FakeDynamo } from '../fake/fakeDynamo.ts'
import { itemBytes } from '../fake/sizes.ts'

/** What AWS would put on the bill: calls of DynamoDB and their units, puts and gets of the object store. */
export type Meter = { calls: number; reads: number; writes: number; puts: number; gets: number }

export const nothing: Readonly<Meter> = { calls: 0, reads: 0, writes: 0, puts: 0, gets: 0 }

export function sum(meters: readonly Meter[]): Meter {
  const all = { ...nothing }
  for (const meter of meters) for (const name of names) all[name] += meter[name]
  return all
}

export function share(meter: Meter, count: number): Meter {
  const each = { ...nothing }
  for (const name of names) each[name] = meter[name] / count
  return each
}

const names = Object.keys(nothing) as (keyof Meter)[]

/** What is kept, and for how much of it AWS asks. */
export type Kept = { items: number; itemBytes: number; objects: number; objectBytes: number }

export const keptSince = (before: Kept, after: Kept): Kept => ({
  items: after.items - before.items,
  itemBytes: after.itemBytes - before.itemBytes,
  objects: after.objects - before.objects,
  objectBytes: after.objectBytes - before.objectBytes,
})

/** A fake DynamoDB, and bodies in memory, that add up what is asked of them. */
export class Metered {
  readonly fake: FakeDynamo
  readonly bodies: Bodies
  readonly #kept = new MemoryBodies()
  #objectBytes = 0
  #now: Meter = { ...nothing }

  /** Units of the last call of DynamoDB. */
  lastUnits = 0

  constructor(nowMs: () => number, historyMs = 0) {
    this.fake = new FakeDynamo({ tables: ['messages', 'documents'], nowMs, historyMs })
    this.fake.onCall = ({ readUnits, writeUnits }) => {
      this.#now.calls += 1
      this.#now.reads += readUnits
      this.#now.writes += writeUnits
      this.lastUnits = readUnits + writeUnits
    }
    this.bodies = {
      put: (key, bytes) => {
        this.#now.puts += 1
        this.#objectBytes += bytes.length
        return this.#kept.put(key, bytes)
      },
      get: key => {
        this.#now.gets += 1
        return this.#kept.get(key)
      },
    }
  }

  get port(): Dynamo {
    return this.fake
  }

  /** What has come together since the last time. */
  take(): Meter {
    const taken = this.#now
    this.#now = { ...nothing }
    return taken
  }

  kept(): Kept {
    const kept: Kept = { items: 0, itemBytes: 0, objects: this.#kept.keys().length, objectBytes: this.#objectBytes }
    for (const item of this.fake.items('messages')) {
      kept.items += 1
      kept.itemBytes += itemBytes(item)
    }
    return kept
  }
}
