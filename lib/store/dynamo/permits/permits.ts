import type { Clock } from '../../../domain/clock.ts'
import { newToken } from '../../../domain/id.ts'
import type { Random } from '../../../domain/random.ts'
import type { Item } from '../block.ts'
import type { Send } from '../send.ts'
import {
  decodePage,
  endMsOf,
  giveBackRequest,
  isFree,
  lengthenRequest,
  type Page,
  type PageOf,
  pagesOf,
  readPageRequest,
  slotsOf,
  takeRequest,
  textOf,
} from './page.ts'
import type { Permit } from './permit.ts'

export type PermitsParts = { send: Send; table: string; clock: Clock; wall: Clock; random: Random }

type Known = { page: Page; atWallMs: number }

// So long what is known of a page is believed, where it says that there is nothing to be had.
const freshMs = 1_000
// A race that was lost shows what is left.
const triesMax = 4
const pagesMax = 10_000

/**
 * The permits of queues with a limit. What a process remembers of a page chooses the slots that it asks for; a condition
 * says whether they are free. A permit that nobody gives back is free again once its time is over.
 */
export class Permits {
  readonly #parts: PermitsParts
  readonly #known = new Map<string, Known>()
  readonly #full = new Map<string, number>()

  constructor(parts: PermitsParts) {
    this.#parts = parts
  }

  /** Permits that end at these times: as many as one page has left, at most as many as are asked for. */
  async take(scope: string, inFlightMax: number, endsMs: readonly number[]): Promise<Permit[]> {
    const { send, table } = this.#parts
    let firstEndMs = Number.POSITIVE_INFINITY
    for (const page of send.turned(pagesOf(inFlightMax))) {
      const of = { table, scope, page }
      const permits = await this.#takeFrom(of, slotsOf(inFlightMax, page), endsMs)
      if (permits.length > 0) {
        this.#full.delete(scope)
        return permits
      }
      firstEndMs = Math.min(firstEndMs, this.#firstEndMs(of))
    }
    if (this.#full.size >= pagesMax) this.#full.clear()
    this.#full.set(scope, firstEndMs)
    return []
  }

  /** When the first permit of a queue ends that had none left when this process last asked; undefined where it had. */
  fullUntilMs(scope: string): number | undefined {
    return this.#full.get(scope)
  }

  /** Gives permits back. What cannot be given back ends with its time. */
  async giveBack(scope: string, permits: readonly Permit[]): Promise<void> {
    const pages = Map.groupBy(permits, ({ page }) => page)
    const { table } = this.#parts
    if (permits.length > 0) this.#full.delete(scope)
    await Promise.allSettled([...pages].map(([page, some]) => this.#giveBackTo({ table, scope, page }, some)))
  }

  /**
   * Whether a permit ends at this time, or later as it did before: a lease that gets shorter leaves its permit as it is. False:
   * it is over, or ours no more.
   */
  async lengthen(scope: string, permit: Permit, endMs: number): Promise<boolean> {
    const { send, table, clock } = this.#parts
    const of = { table, scope, page: permit.page }
    const nowMs = clock.nowMs()
    const reply = await send.call('UpdateItem', lengthenRequest(of, permit, endMs, nowMs))
    if (reply.kind !== 'refused') return true
    const text = this.#keep(of, reply.items[0])[permit.slot]
    return text?.includes(permit.token) === true && !isFree(text, nowMs)
  }

  async #takeFrom(of: PageOf, slots: number, endsMs: readonly number[]): Promise<Permit[]> {
    const { send, clock, random } = this.#parts
    const token = newToken(random)
    for (let tries = 0; tries < triesMax; tries++) {
      const nowMs = clock.nowMs()
      const page = await this.#look(of, slots)
      const free = send.turned(
        page
          .keys()
          .filter(slot => slot < slots && isFree(page[slot], nowMs))
          .toArray(),
      )
      // After a limit was lowered some may run beyond its slots.
      const running = page.filter(text => text !== undefined && !isFree(text, nowMs)).length
      const room = Math.max(0, Math.min(endsMs.length, slots - running))
      const taken = new Map(free.slice(0, room).map((slot, at) => [slot, textOf(endsMs[at]!, token)]))
      if (taken.size === 0) return []
      // Others of this process choose others.
      for (const [slot, text] of taken) page[slot] = text
      const reply = await send.call('UpdateItem', takeRequest(of, taken, nowMs), { stopWhenThrottled: true })
      if (reply.kind === 'throttled') return []
      const item = reply.kind === 'done' ? reply.output.Attributes : reply.items[0]
      const now = this.#keep(of, item)
      // Ours also by an attempt that got no answer.
      if ([...taken].every(([slot, text]) => now[slot] === text))
        return [...taken.keys()].map(slot => ({ page: of.page, slot, token }))
    }
    return []
  }

  /** The page as it is known, or as it is now where that leaves nothing, or was long ago. */
  async #look(of: PageOf, slots: number): Promise<Page> {
    const { send, wall, clock } = this.#parts
    const known = this.#known.get(nameOf(of))
    const isFresh = known !== undefined && Math.abs(wall.nowMs() - known.atWallMs) < freshMs
    const hasFree = known?.page.some((text, slot) => slot < slots && isFree(text, clock.nowMs()))
    if (known !== undefined && (isFresh || hasFree)) return known.page
    const { Item } = await send.read('GetItem', readPageRequest(of))
    return this.#keep(of, Item)
  }

  #keep(of: PageOf, item: Item | undefined): Page {
    if (this.#known.size >= pagesMax) this.#known.clear()
    const page = decodePage(item)
    this.#known.set(nameOf(of), { page, atWallMs: this.#parts.wall.nowMs() })
    return page
  }

  #firstEndMs(of: PageOf): number {
    const ends = this.#known
      .get(nameOf(of))
      ?.page.map(text => (text === undefined ? Number.POSITIVE_INFINITY : endMsOf(text)))
    return Math.min(Number.POSITIVE_INFINITY, ...(ends ?? []))
  }

  async #giveBackTo(of: PageOf, permits: readonly Permit[]): Promise<void> {
    const reply = await this.#parts.send.call('UpdateItem', giveBackRequest(of, permits))
    const item = reply.kind === 'done' ? reply.output.Attributes : reply.kind === 'refused' ? reply.items[0] : undefined
    const page = this.#keep(of, item)
    const mine = permits.filter(({ slot, token }) => page[slot]?.includes(token))
    if (mine.length > 0 && mine.length < permits.length) await this.#giveBackTo(of, mine)
  }
}

const nameOf = ({ scope, page }: PageOf): string => `${scope} ${page}`
