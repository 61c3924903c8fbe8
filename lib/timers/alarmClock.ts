import type { Clock } from '../domain/clock.ts'
import { limits } from '../domain/limits.ts'
import type { Wake } from './wake.ts'

/** `fromMs`: an earlier time from which on any call will do as well; `atMs` where nothing is said. */
export type Wish = Wake & { fromMs?: number | undefined }

/** A wake-up call on its way: `delaySeconds` from now, 0 to 900, which is at `wake.atMs` or later. */
export type Ring = { wake: Wake; delaySeconds: number }

/** Who carries wake-up calls. Answers those that were not taken; rejects where none was. */
export type SendRings = (rings: readonly Ring[]) => Promise<Ring[]>

/** What became of calls: those that were not taken are to be tried again, those too far ahead are for somebody else. */
export type Unset<Asked> = { failed: Asked[]; far: Asked[]; rings: number }

const secondMs = 1000

/** A ring in the making, and who is woken by it. */
type Planned<Asked> = Ring & { asked: Asked[] }

/**
 * Sets wake-up calls, of one queue and second one for all in this process: a look finds whatever is there. A call that may
 * have been answered already is good for nothing that came later, so that one sent without a delay covers nothing but
 * what is asked for with it, and the next one within the second waits until its end for others.
 */
export class AlarmClock {
  readonly #send: SendRings
  readonly #clock: Clock
  /** When calls that were sent arrive, by queue: not before that. */
  readonly #sent = new Map<string, number[]>()

  constructor(send: SendRings, clock: Clock) {
    this.#send = send
    this.#clock = clock
  }

  async set<Asked extends Wish>(wakes: readonly Asked[]): Promise<Unset<Asked>> {
    const nowMs = this.#clock.nowMs()
    this.#forget(nowMs)
    const planned: Planned<Asked>[] = []
    const far: Asked[] = []
    for (const wake of wakes) {
      const needMs = Math.max(wake.atMs, nowMs)
      const fromMs = Math.max(wake.fromMs ?? wake.atMs, nowMs)
      const delaySeconds = this.#delayOf(wake, needMs, nowMs)
      if (delaySeconds > limits.timerSecondsMax) far.push(wake)
      else if (!this.#isCovered(wake, { fromMs, needMs, nowMs }))
        plan(planned, wake, { fromMs, needMs, delaySeconds, nowMs })
    }
    return { failed: await this.#ring(planned), far, rings: planned.length }
  }

  #delayOf({ uid }: Wake, needMs: number, nowMs: number): number {
    const delaySeconds = Math.ceil((needMs - nowMs) / secondMs)
    const hasJustRung = this.#sent.get(uid)?.some(atMs => atMs <= nowMs) ?? false
    return delaySeconds === 0 && hasJustRung ? 1 : delaySeconds
  }

  #isCovered({ uid }: Wake, { fromMs, needMs, nowMs }: Omit<Moment, 'delaySeconds'>): boolean {
    return this.#sent.get(uid)?.some(atMs => atMs > nowMs && atMs >= fromMs && atMs <= needMs + secondMs) ?? false
  }

  /** Who is not woken, as the calls were not taken. */
  async #ring<Asked extends Wake>(planned: readonly Planned<Asked>[]): Promise<Asked[]> {
    if (planned.length === 0) return []
    const lost = new Set<Ring>(await this.#send(planned).catch(() => planned))
    for (const ring of planned) if (!lost.has(ring)) this.#note(ring)
    return planned.filter(ring => lost.has(ring)).flatMap(({ asked }) => asked)
  }

  #note({ wake: { uid, atMs } }: Ring): void {
    const atsMs = this.#sent.get(uid)
    if (atsMs === undefined) this.#sent.set(uid, [atMs])
    else atsMs.push(atMs)
  }

  /** What arrived a second ago neither covers anything nor holds anything back. */
  #forget(nowMs: number): void {
    for (const [uid, atsMs] of this.#sent) {
      const kept = atsMs.filter(atMs => atMs > nowMs - secondMs)
      if (kept.length === 0) this.#sent.delete(uid)
      else this.#sent.set(uid, kept)
    }
  }
}

type Moment = { fromMs: number; needMs: number; delaySeconds: number; nowMs: number }

/** One that is not sent yet wakes whoever it comes late enough for. */
function plan<Asked extends Wake>(
  planned: Planned<Asked>[],
  asked: Asked,
  { fromMs, needMs, delaySeconds, nowMs }: Moment,
) {
  const isFor = ({ wake: { uid, atMs } }: Ring): boolean =>
    uid === asked.uid && atMs >= fromMs && atMs <= needMs + secondMs
  const found = planned.find(isFor)
  if (found !== undefined) return void found.asked.push(asked)
  const { queue, uid } = asked
  planned.push({ wake: { queue, uid, atMs: nowMs + delaySeconds * secondMs }, delaySeconds, asked: [asked] })
}
