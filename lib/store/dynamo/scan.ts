import type { Judge } from '../../domain/judge.ts'
import { firstBlock } from './keys.ts'
import { type Return, returnsMax, type Scan } from './laneRecord.ts'
import { behind, queryLane } from './queryLane.ts'
import { type Survey, surveyBlock } from './survey.ts'
import type { Tools } from './tools.ts'

/** The blocks that come back first, as many as a record holds, and when the next one would. */
export class Returns {
  readonly #held: Return[] = []
  #beyondMs = Number.MAX_SAFE_INTEGER

  add(one: Return): void {
    const at = this.#held.findIndex(({ atMs }) => atMs > one.atMs)
    this.#held.splice(at === -1 ? this.#held.length : at, 0, one)
    if (this.#held.length > returnsMax) this.#beyondMs = Math.min(this.#beyondMs, this.#held.pop()!.atMs)
  }

  get isFull(): boolean {
    return this.#held.length === returnsMax
  }

  get latestMs(): number {
    return this.#held.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
  }

  get all(): { returns: Return[]; beyondMs: number } {
    return { returns: [...this.#held], beyondMs: this.#beyondMs }
  }
}

// By every clock: a reader whose own is behind must not take what is visible for something that is still to come.
const longAgoMs = 0

/** When a block may next be of use: now, at a time, or never (what is only cleared away by the way is not handed out). */
const useAtMs = ({ picks, returnsAtMs }: Survey): number => (picks.length > 0 ? longAgoMs : returnsAtMs)

const nothing = async (): Promise<void> => {}

/**
 * Walks a lane from its start, consistently, by the largest pages there are; ends early once it is useful to all.
 * `goesOn` is told the server's clock after every page.
 */
export async function scan(
  { send, tables, clock, wall }: Tools,
  p: string,
  judge: Judge,
  goesOn: (serverMs: number) => Promise<void> = nothing,
): Promise<Omit<Scan, 'startedServerMs'> & { startedServerMs: number | undefined }> {
  const returns = new Returns()
  let startedServerMs: number | undefined
  let blocks = 0
  let upTo = firstBlock
  for (let next: string | undefined = firstBlock; next !== undefined; ) {
    const beganMs = wall.nowMs()
    const page = await queryLane(send, tables.messages, { p, from: next, toMs: clock.nowMs() }, { isConsistent: true })
    // The date of an answer is that of its end: the scan began as much earlier as the first page took.
    startedServerMs ??= page.serverMs === undefined ? undefined : page.serverMs - Math.abs(wall.nowMs() - beganMs)
    if (page.serverMs !== undefined) await goesOn(page.serverMs)
    const nowMs = clock.nowMs()
    for (const block of page.blocks) {
      blocks += 1
      upTo = behind(block.key.s)
      const atMs = useAtMs(surveyBlock(block, judge, nowMs))
      if (Number.isFinite(atMs)) returns.add({ s: block.key.s, atMs })
    }
    next = returns.isFull && returns.latestMs <= nowMs ? undefined : page.next
  }
  return { startedServerMs, blocks, upTo, ...returns.all }
}
