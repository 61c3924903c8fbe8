import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Problem } from '../../domain/problem.ts'
import { isFull, isStorageFailure, toCallerError } from './failure.ts'
import type { WalSync } from './walSync.ts'

type Job = {
  work: () => unknown
  bytes: number
  held: boolean
  result?: unknown
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
}

/**
 * What an acknowledgement survives: the end of the process in any way, or the loss of power as well (publishes, acks,
 * changes and documents are then answered after the disk has them; a lease is not: losing one hands the message out
 * again).
 */
export type Durability = 'kill' | 'power'

export type JobWish = {
  /** What the work writes, roughly; a group takes jobs up to a bound. */
  bytes?: number
  /** False: the answer need not wait for the disk, because losing the work in a power cut breaks no promise. */
  held?: boolean
}

export type Hooks = {
  /** Last writes of a transaction, on behalf of all its jobs. */
  beforeCommit: () => void
  /** A transaction was undone: whatever was cached on its account is void. */
  rolledBack: () => void
}

// SQLite syncs the log before it folds a thousand pages of it into the database, and blocks the event loop meanwhile.
// Having most of it written beforehand, off the main thread, makes that stall half as long (docs/adr/0002).
const commitsPerEarlySync = 32

// A group blocks the event loop while it is written; these keep that to a few milliseconds.
const jobsMax = 256
const bytesMax = 4 * 1024 * 1024

/**
 * Runs operations in groups, one transaction a group: whatever was asked for in one turn of the event loop is
 * committed together, then answered together. An operation that throws is undone and answered alone, its neighbours
 * run again without it; when the disk fails, exactly the operations of that group fail.
 *
 * Work is synchronous and may run twice, so it keeps its effects in the database and in what it returns.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #hooks: Hooks
  readonly #sync: WalSync
  readonly #durability: Durability
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  #waiting: Job[] = []
  #commits = 0
  #scheduled = false
  #closed = false

  constructor(database: DatabaseSync, hooks: Hooks, sync: WalSync, durability: Durability) {
    this.#database = database
    this.#hooks = hooks
    this.#sync = sync
    this.#durability = durability
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
  }

  /** Runs the work in the next group; resolves once that is kept. Rejects with StorageFull when there is no room. */
  run<T>(work: () => T, { bytes = 0, held = true }: JobWish = {}): Promise<T> {
    if (this.#closed) return Promise.reject(new Problem('ShuttingDown'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, bytes, held, resolve: resolve as Job['resolve'], reject })
      this.#schedule()
    })
  }

  /** Finishes what was asked for so far; nothing may be asked for any more. */
  async close(): Promise<void> {
    const last = this.run(() => undefined)
    this.#closed = true
    await last.catch(() => {})
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const group = this.#takeGroup()
      if (this.#waiting.length > 0) this.#schedule()
      const kept = this.#write(this.#refuseUnkeepable(group))
      if (this.#durability === 'power') this.#answerOnDisk(kept)
      else this.#answerCommitted(kept)
    })
  }

  #takeGroup(): Job[] {
    let bytes = 0
    let count = 0
    for (const job of this.#waiting) {
      bytes += job.bytes
      if (count === jobsMax || (count > 0 && bytes > bytesMax)) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  /** After a failed sync no answer that waits for the disk can be given: what would wait is not even written. */
  #refuseUnkeepable(group: Job[]): Job[] {
    const { broken } = this.#sync
    if (broken === undefined || this.#durability === 'kill') return group
    for (const job of group) if (job.held) job.reject(broken)
    return group.filter(job => !job.held)
  }

  /** Commits the jobs; those that could not be are answered here, and the others given back. */
  #write(group: Job[]): Job[] {
    let jobs = group
    while (jobs.length > 0) {
      const failure = this.#transact(jobs)
      if (failure === undefined) return jobs
      for (const job of failure.jobs) job.reject(toCallerError(failure.error))
      jobs = jobs.filter(job => !failure.jobs.includes(job))
    }
    return jobs
  }

  #transact(jobs: Job[]): { error: unknown; jobs: Job[] } | undefined {
    let current: Job | undefined
    try {
      this.#begin.run()
      for (current of jobs) current.result = current.work()
      current = undefined
      this.#hooks.beforeCommit()
      this.#commit.run()
      return undefined
    } catch (error) {
      this.#undo(error)
      return { error, jobs: current === undefined || isStorageFailure(error) ? jobs : [current] }
    }
  }

  #undo(error: unknown): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#hooks.rolledBack()
    if (isFull(error)) this.#foldLog()
  }

  /** On a full disk the log cannot grow; once folded into the database it is written again from its start. */
  #foldLog(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // Folding needs room as well. Nothing is lost: what was committed stays in the log.
    }
  }

  #answerCommitted(jobs: Job[]): void {
    for (const job of jobs) job.resolve(job.result)
    this.#commits += 1
    if (this.#commits % commitsPerEarlySync === 0) this.#sync.covering().catch(() => {}) // nobody relies on it
  }

  #answerOnDisk(jobs: Job[]): void {
    const held = jobs.filter(job => job.held)
    for (const job of jobs) if (!job.held) job.resolve(job.result)
    if (held.length === 0) return
    const answer = (): void => {
      for (const job of held) job.resolve(job.result)
    }
    const refuse = (error: unknown): void => {
      for (const job of held) job.reject(error)
    }
    this.#sync.covering().then(answer, refuse)
  }
}
