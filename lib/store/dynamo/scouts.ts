import type { Reading } from './reading.ts'
import { Scout } from './scout.ts'

// Of about 200 bytes each.
const scoutsMax = 10_000
// Above this, a lane comes near the thousand writes a second that its partition takes (three a message).
const blocksPerSecondMax = 250

/** What one process remembers of the lanes it works on. */
export class Scouts {
  readonly #scouts = new Map<string, Scout>()
  readonly #written = new Map<string, { second: number; blocks: number }>()

  /** The scout of a lane, by its partition key. */
  of(tools: Reading, p: string): Scout {
    const known = this.#scouts.get(p)
    if (known !== undefined) return known
    if (this.#scouts.size >= scoutsMax) this.#scouts.delete(this.#scouts.keys().next().value!)
    const fresh = new Scout(tools, p)
    this.#scouts.set(p, fresh)
    return fresh
  }

  /** Something in the lane may turn visible at `atMs` before where its scout looks first. */
  expect(p: string, atMs: number): void {
    this.#scouts.get(p)?.expect(atMs)
  }

  /** Counts a block put into a lane; whether that was one more than a lane should have to bear. */
  wrote(p: string, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000)
    const known = this.#written.get(p)
    const blocks = known?.second === second ? known.blocks + 1 : 1
    if (this.#written.size >= scoutsMax && known === undefined) this.#written.clear()
    this.#written.set(p, { second, blocks })
    return blocks === blocksPerSecondMax + 1
  }
}
