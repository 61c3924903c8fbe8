import { readBody } from './body.ts'
import type { Chronicle } from './chronicle.ts'

/** One body that a message has or may have had: as published (0), then one for each edit. */
export type Version = { id: string | undefined; body: Buffer; askedMs: number; doneMs: number; refused: boolean }

/** One message as its callers know it. */
export type Letter = {
  tag: string
  versions: Version[]
  /** The ids under which it was acknowledged or seen: one a generation, or something is wrong. */
  ids: Set<string>
  /** When a caller was told that it is stored, and under which ids. */
  acknowledgedMs: number | undefined
  acknowledgedIds: Set<string>
}

/** What callers have tried on a message of this id. */
export type Life = {
  letter: Letter | undefined
  /** Tokens of receipts with which somebody asked to ack it. */
  ackTokens: Set<string>
  acksDone: Set<string>
  /** Tokens of receipts with which somebody asked to move it aside. */
  givenUpTokens: Set<string>
  cancelAsked: boolean
  edits: Times[]
  /** When an ack or cancel was first answered. */
  endedMs: number | undefined
  /** Its block was put twice, so that all of it may happen once more: at least once, as promised. */
  isDoubled: boolean
}

type Times = { askedMs: number; answeredMs: number }

const never = Number.POSITIVE_INFINITY

/** What the callers have asked for and were told. */
export class Ledger {
  readonly letters = new Map<string, Letter>()
  readonly #lives = new Map<string, Life>()
  /** Of redriven messages: the first id that each had. */
  readonly #roots = new Map<string, string>()
  /** When each lease reached its consumer. */
  readonly #leases = new Map<string, number>()
  readonly #chronicle: Chronicle
  /** A request key counts within one generation: what was published before a purge may be published again. */
  readonly #scopeOf: (id: string) => string | undefined
  delivered = 0
  acked = 0
  movedAside = 0
  redrivenMessages = 0

  constructor(chronicle: Chronicle, scopeOf: (id: string) => string | undefined) {
    this.#chronicle = chronicle
    this.#scopeOf = scopeOf
  }

  life(id: string): Life {
    const found = this.#lives.get(id)
    if (found !== undefined) return found
    const tokens = { ackTokens: new Set<string>(), acksDone: new Set<string>(), givenUpTokens: new Set<string>() }
    const fresh: Life = {
      letter: undefined,
      ...tokens,
      cancelAsked: false,
      edits: [],
      endedMs: undefined,
      isDoubled: false,
    }
    this.#lives.set(id, fresh)
    return fresh
  }

  /** The message of one id goes on under another: what was asked for of the one was asked for of the other. */
  redriven(from: string, to: string): void {
    if (this.#roots.has(to)) return
    this.redrivenMessages += 1
    const life = this.life(from)
    this.#lives.set(to, life)
    this.#roots.set(to, this.#rootOf(from))
    life.letter?.ids.add(to)
  }

  isRedriven(id: string): boolean {
    return this.#roots.has(id)
  }

  write(tag: string, body: Buffer, askedMs: number): Letter {
    const letter: Letter = {
      tag,
      versions: [{ id: undefined, body, askedMs, doneMs: askedMs, refused: false }],
      ids: new Set(),
      acknowledgedMs: undefined,
      acknowledgedIds: new Set(),
    }
    this.letters.set(tag, letter)
    return letter
  }

  /** The publish of this letter was acknowledged under this id. */
  stored(tag: string, id: string, nowMs: number): void {
    const letter = this.letters.get(tag)!
    letter.acknowledgedMs ??= nowMs
    letter.acknowledgedIds.add(id)
    this.#knownAs(letter, id)
    this.#chronicle.note(id, () => `acknowledged as ${tag}`)
  }

  /** An edit is about to be asked for; the answer, if any comes, is told to what is returned. */
  edits(letter: Letter, id: string, body: Buffer, askedMs: number): Version {
    const version: Version = { id, body, askedMs, doneMs: never, refused: false }
    letter.versions.push(version)
    return version
  }

  /** A poll, a browse or a find that was asked at `askedMs` shows this body under this id. */
  seen(id: string, body: Uint8Array, askedMs: number): void {
    const { tag, version } = readBody(body)
    const letter = this.letters.get(tag)
    if (letter === undefined) {
      this.#chronicle.broken('body', `a body that nobody published: ${tag}`, id)
      return
    }
    this.#knownAs(letter, id)
    const shown = letter.versions[version]
    if (shown === undefined || !shown.body.equals(body))
      this.#chronicle.broken('body', `the bytes are not those of ${tag}, version ${version}`, id)
    else if (shown.refused)
      this.#chronicle.broken('body', `${tag} shows version ${version}, an edit that was refused`, id)
    else if (
      !this.life(id).isDoubled &&
      letter.versions.some(other => other.id === id && other.doneMs < askedMs && shown.doneMs < other.askedMs)
    )
      this.#chronicle.broken('body', `${tag} shows version ${version}, which an edit had replaced`, id)
  }

  /** A message reached its consumer. */
  handedOut(id: string, token: string, { askedMs, answeredMs }: Times): void {
    this.delivered += 1
    const { endedMs, isDoubled } = this.life(id)
    if (endedMs !== undefined && endedMs < askedMs && !isDoubled)
      this.#chronicle.broken('cameBack', 'handed out after its ack or cancel was acknowledged', id)
    const lease = `${id} ${token}`
    if (this.#leases.has(lease)) this.#chronicle.broken('twoReceipts', 'one lease reached two consumers', id)
    this.#leases.set(lease, answeredMs)
  }

  /** An edit was answered with success: it ends the receipts that were out before. */
  edited(id: string, times: Times): void {
    this.life(id).edits.push(times)
  }

  /** Whether an edit had ended this receipt before somebody came with it. */
  isEnded(id: string, token: string, askedMs: number): boolean {
    const handedOutMs = this.#leases.get(`${id} ${token}`) ?? never
    return this.life(id).edits.some(edit => handedOutMs < edit.askedMs && edit.answeredMs < askedMs)
  }

  /** An ack with this token was answered with success; or a cancel, or an ack that may have found it gone. */
  ended(id: string, token: string | undefined, nowMs: number): void {
    const life = this.life(id)
    life.endedMs ??= nowMs
    if (token === undefined) return
    this.acked += 1
    life.acksDone.add(token)
    if (life.acksDone.size > 1 && !life.isDoubled)
      this.#chronicle.broken('twoReceipts', 'acks with two receipts were both done', id)
  }

  #rootOf(id: string): string {
    return this.#roots.get(id) ?? id
  }

  #knownAs(letter: Letter, id: string): void {
    this.life(id).letter = letter
    if (letter.ids.has(id)) return
    const isTwin = (other: string): boolean =>
      this.#rootOf(other) !== this.#rootOf(id) && this.#scopeOf(other) === this.#scopeOf(id)
    const twin = [...letter.ids].find(isTwin)
    letter.ids.add(id)
    if (twin !== undefined) this.#chronicle.broken('requestKey', `${letter.tag} is stored under ${twin} too`, id)
  }
}
