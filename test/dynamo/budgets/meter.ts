import type { Dynamo } from '../../../lib/store/dynamo/dynamo.ts'
import { FakeDynamo } from '../fake/fakeDynamo.ts'

export type Meter = { calls: number; reads: number; writes: number; puts: number }

const zero: Meter = { calls: 0, reads: 0, writes: 0, puts: 0 }

/** A fake DynamoDB that adds up what is asked of it. */
export class MeteredDynamo {
  readonly fake: FakeDynamo
  #now: Meter = { ...zero }

  /** Of the last call. */
  lastUnits = 0

  constructor(nowMs: () => number, historyMs = 0) {
    this.fake = new FakeDynamo({ tables: ['messages', 'documents'], nowMs, historyMs })
    this.fake.onCall = ({ readUnits, writeUnits }) => {
      this.#now.calls += 1
      this.#now.reads += readUnits
      this.#now.writes += writeUnits
      this.lastUnits = readUnits + writeUnits
    }
  }

  get port(): Dynamo {
    return this.fake
  }

  /** What has come together since the last time. */
  take(): Meter {
    const taken = this.#now
    this.#now = { ...zero }
    return taken
  }
}
