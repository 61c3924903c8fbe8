import type { World } from './world.ts'

/** What may be found broken: each is seen failing in checks.test.ts. */
export const checks = {
  lost: 'what was acknowledged as stored is delivered or found, until somebody ends it',
  twoReceipts: 'a message has one valid receipt: a newer hand-over or an edit ends those before it',
  leasedEarly: 'nobody is handed a message that somebody else has or that is not due, by his own clock',
  attempts: 'each hand-over counts one attempt, and has a token of its own',
  cameBack: 'nothing comes back after an acknowledged ack or cancel',
  twoAddresses: 'a message stands at one address',
  room: 'no more leases run, by every clock, than a queue with a limit lets',
  stats: 'counts are exact once all is quiet',
  aside: 'moved aside is what somebody gave up, or what nobody holds and has had its attempts or its time, as it was',
  lateEmpty: 'an empty answer is no further behind than J4 allows',
  order: 'a group is handed out in the order in which it was published, each with all that stand before it',
  starved: 'however many better ones come, the worst priority has its share',
  body: 'a body is what was published, or what an edit made of it',
  expired: 'nothing is handed out past its expiry',
  purged: 'nothing from before a purge is handed out, nor acknowledged as stored, once 5 s have passed',
  answer: 'what a caller is told about a message is true',
  requestKey: 'one request key stores one set of messages',
  wakes: 'what brings messages into a queue with pushers says so, and nothing else does',
  fault: 'a call ends with an answer or a Problem',
} as const

export type Check = keyof typeof checks
export type Violation = { check: Check; atMs: number; words: string; id: string | undefined }

const notesMax = 60

/** What happened to each message, in words, and which promises were broken. */
export class Chronicle {
  readonly violations: Violation[] = []
  readonly #world: World
  readonly #endsAt: readonly Check[]
  readonly #startMs: number
  readonly #notes = new Map<string, { atMs: number; words: () => string }[]>()

  /** `endsAt`: once one of these is broken, the world is over. */
  constructor(world: World, endsAt: readonly Check[] = []) {
    this.#world = world
    this.#endsAt = endsAt
    this.#startMs = world.nowMs
  }

  /** The words are made only when somebody reads them. */
  note(id: string, words: () => string): void {
    const notes = this.#notes.get(id)
    const note = { atMs: this.#world.nowMs, words }
    if (notes === undefined) this.#notes.set(id, [note])
    else notes.push(note)
  }

  broken(check: Check, words: string, id?: string): void {
    this.violations.push({ check, atMs: this.#world.nowMs, words, id })
    if (id !== undefined) this.note(id, () => `VIOLATION ${check}: ${words}`)
    if (this.#endsAt.includes(check)) this.#world.isOver = true
  }

  /** Seconds since the start. */
  when(atMs: number): string {
    return ((atMs - this.#startMs) / 1000).toFixed(3)
  }

  historyOf(id: string): string[] {
    const notes = this.#notes.get(id) ?? []
    const left = notes.length - notesMax
    const lines = notes.slice(0, notesMax).map(({ atMs, words }) => `${this.when(atMs).padStart(9)} s  ${words()}`)
    return left > 0 ? [...lines, `           … and ${left} more`] : lines
  }
}
