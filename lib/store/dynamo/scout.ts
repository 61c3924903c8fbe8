import type { Judge } from '../../domain/judge.ts'
import type { Block, Entry } from './block.ts'
import { firstBlock, parseBlockSort, readyUntil, timeText } from './keys.ts'
import { behind, queryLane } from './queryLane.ts'
import type { Reading } from './reading.ts'
import { isTaken, type Survey, surveyBlock } from './survey.ts'

export type LookOrder = {
  judge: Judge
  maxMessages: number
  /** Whether blocks of which nothing can be leased are of use: they can be cleared away. */
  isDropping: boolean
}

/** A walk along a lane: what is useful, and what lies before the first useful block. */
export type Walk = {
  useful: Survey[]
  /** Everything before it was taken. */
  takenUpTo: string
  /** When the first of what is taken comes back. */
  returnsAtMs: number
  blocks: number
  /** Whether the walk came to the end of what is ready. */
  isWhole: boolean
}

export type WalkOrder = LookOrder & {
  from: string
  isConsistent: boolean
  pagesMax: number
  limit?: number | undefined
}

// What turns visible again stands at the start of the lane: a look from there is due so often, whatever the hints say.
const startEveryMs = 1_000
const pagesMax = 4
const pageGrowth = 4

// Of the last seconds; a cheap read is seldom older than one.
const overMax = 2_000

const slotMark = ({ key }: Block, index: number, slot: string): string => `${key.s} ${index} ${slot}`

/** Enough blocks to fill an answer from among some that others have taken. */
const blocksFor = ({ maxMessages }: LookOrder): number => 8 + 2 * maxMessages

/**
 * Where one process looks in one lane. All that it remembers are hints (J4): they choose where to look first, and a
 * wrong one costs a read.
 */
export class Scout {
  readonly p: string
  readonly #tools: Reading
  /**
   * Slots as they were before this process changed them: who reads one so has most likely read a stale page. Not for
   * certain: a put that was sent twice may bring a block back.
   */
  readonly #over = new Set<string>()
  /** Blocks that a poll of this process is about to lease. */
  readonly #busy = new Set<string>()
  /** Up to here everything was taken when last seen. */
  #from = firstBlock
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #returnsAtMs = Number.POSITIVE_INFINITY
  /** How far behind the position, in ready time, a look starts at random; it keeps crowds apart. */
  #spreadMs = 0
  /** Whether all are of one millisecond, so that a random start is among their nonces; tried when time did not help. */
  #isDense = false

  constructor(tools: Reading, p: string) {
    this.#tools = tools
    this.p = p
  }

  get from(): string {
    return this.#from
  }

  /** Looks where something is likely; finding nothing means nothing. */
  look(order: LookOrder): Promise<Survey[]> {
    const nowMs = this.#tools.clock.nowMs()
    const isDue = nowMs - this.#lookedAtMs >= startEveryMs || this.#returnsAtMs <= nowMs
    return isDue ? this.#lookFromStart(order) : this.#lookAhead(order)
  }

  async #lookFromStart(order: LookOrder): Promise<Survey[]> {
    const startedAtMs = this.#tools.clock.nowMs()
    const before = this.#from
    const walk = await this.walk({ ...order, from: firstBlock, isConsistent: false, pagesMax: 1 })
    this.#lookedAtMs = startedAtMs
    this.#returnsAtMs = walk.returnsAtMs
    if (walk.useful.length > 0 || walk.isWhole || this.#from < walk.takenUpTo) this.#from = walk.takenUpTo
    const isCrowded = this.#spreadMs > 0 && before !== firstBlock
    const cameBack = walk.useful.some(({ block }) => block.key.s < before)
    // At the front, a crowd meets: each of them comes by once a second. Who finds nothing there that came back looks on.
    if (isCrowded && !cameBack && !walk.isWhole) return this.#lookAhead(order)
    return walk.useful.length > 0 || walk.isWhole ? this.#turned(walk.useful) : this.#lookAhead(order)
  }

  /** Looks from the position, or a random time behind it; from the position after all when there is nothing. */
  async #lookAhead(order: LookOrder): Promise<Survey[]> {
    const from = this.#randomStart()
    if (from !== this.#from) {
      const { useful } = await this.walk({ ...order, from, isConsistent: false, pagesMax: 1 })
      if (useful.length > 0) return this.#turned(useful)
      this.#isDense = !this.#isDense
      this.parted()
    }
    const walk = await this.walk({ ...order, from: this.#from, isConsistent: false, pagesMax })
    this.moveTo(walk.takenUpTo, walk.returnsAtMs)
    return this.#turned(walk.useful)
  }

  /** Reads on until a page has something useful, or the end. */
  async walk({ from, isConsistent, limit, ...order }: WalkOrder): Promise<Walk> {
    const { send, tables, clock } = this.#tools
    const walk: Walk = {
      useful: [],
      takenUpTo: from,
      returnsAtMs: Number.POSITIVE_INFINITY,
      blocks: 0,
      isWhole: false,
    }
    let next: string | undefined = from
    let pageBlocks = limit ?? blocksFor(order)
    for (let page = 0; page < order.pagesMax && next !== undefined && walk.useful.length === 0; page++) {
      const range = { p: this.p, from: next, toMs: clock.nowMs() }
      const found = await queryLane(send, tables.messages, range, { limit: pageBlocks, isConsistent })
      for (const block of found.blocks) {
        const seen = surveyBlock(block, order.judge, clock.nowMs())
        // To be sure is to count neither on what another poll is about to do nor on what this process remembers.
        const survey = isConsistent ? seen : this.#withoutOver(seen)
        this.#note(walk, survey, isTaken(survey, order.isDropping) || (!isConsistent && this.#busy.has(block.key.s)))
      }
      next = found.next
      pageBlocks *= pageGrowth
    }
    return { ...walk, isWhole: next === undefined }
  }

  #note(walk: Walk, survey: Survey, taken: boolean): void {
    walk.blocks += 1
    walk.returnsAtMs = Math.min(walk.returnsAtMs, survey.returnsAtMs)
    if (!taken) walk.useful.push(survey)
    else if (walk.useful.length === 0) walk.takenUpTo = behind(survey.block.key.s)
  }

  moveTo(from: string, returnsAtMs: number): void {
    this.#from = from
    this.#returnsAtMs = Math.min(this.#returnsAtMs, returnsAtMs)
  }

  /** A crowd that starts at the same block does not take the same one. */
  #turned(surveys: Survey[]): Survey[] {
    if (this.#spreadMs === 0 || surveys.length < 2) return surveys
    return this.#tools.send.turned(surveys)
  }

  #randomStart(): string {
    const lagMs = this.#lagMs()
    if (this.#spreadMs === 0 || lagMs <= 0) return this.#from
    const { send, clock } = this.#tools
    const aheadMs = this.#isDense ? 0 : Math.floor(send.fraction() * Math.min(this.#spreadMs, lagMs))
    const nonce = send
      .pick(2 ** 24)
      .toString(16)
      .padStart(6, '0')
    const start = `${timeText(clock.nowMs() - lagMs + aheadMs)}.${nonce}`
    return start > this.#from && start < readyUntil(clock.nowMs()) ? start : this.#from
  }

  /** How long ago what stands at the position became ready. */
  #lagMs(): number {
    return this.#from === firstBlock ? 0 : this.#tools.clock.nowMs() - parseBlockSort(this.#from).readyAtMs
  }

  /** Others were faster. */
  collided(): void {
    this.#spreadMs = Math.max(2 * this.#spreadMs, Math.ceil(this.#lagMs() / 32), 1)
  }

  /** Nobody was in the way. */
  parted(): void {
    this.#spreadMs = Math.floor(this.#spreadMs / 2)
  }

  #withoutOver(survey: Survey): Survey {
    if (this.#over.size === 0) return survey
    const isLeft = ({ index, slot }: Entry): boolean => !this.#over.has(slotMark(survey.block, index, slot))
    return { ...survey, picks: survey.picks.filter(({ entry }) => isLeft(entry)), drops: survey.drops.filter(isLeft) }
  }

  /** Takes note of slots that this process has changed, as they were. */
  areOver(block: Block, entries: readonly Entry[]): void {
    for (const { index, slot } of entries) this.#over.add(slotMark(block, index, slot))
    for (const oldest of this.#over) {
      if (this.#over.size <= overMax) return
      this.#over.delete(oldest)
    }
  }

  /** Keeps a block from the other polls of this process until `work` is over. */
  async reserve<Result>(s: string, work: () => Promise<Result>): Promise<Result> {
    this.#busy.add(s)
    try {
      return await work()
    } finally {
      this.#busy.delete(s)
    }
  }

  /** Something may turn visible at `atMs` that stands before the position. */
  expect(atMs: number): void {
    this.#returnsAtMs = Math.min(this.#returnsAtMs, atMs)
  }
}
