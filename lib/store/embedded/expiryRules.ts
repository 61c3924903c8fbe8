import type { DatabaseSync } from 'node:sqlite'
import type { QueueRef } from '../../domain/queue.ts'
import { queueKind } from '../queueKind.ts'
import type { Lanes } from './lanes.ts'
import { query } from './query.ts'

/**
 * Which queues move aside what expires, by their documents as they stand: the judge lets nothing of theirs go that the
 * store may drop by itself.
 */
export class ExpiryRules {
  readonly #lanes: Lanes
  readonly #select

  constructor(database: DatabaseSync, lanes: Lanes) {
    this.#lanes = lanes
    // The words are looked for first: few documents have them, and reading JSON costs more.
    this.#select = query<Pick<QueueRef, 'uid' | 'generation'>>(
      database,
      `SELECT value ->> '$.uid' AS uid, value ->> '$.generation' AS generation FROM document
       WHERE kind = ? AND instr(value, '"expired":true') AND value ->> '$.settings.deadLetter.expired' = 1`,
    )
  }

  /** The numbers of their lanes. */
  lanes(): Set<number> {
    const refs = this.#select.all(queueKind)
    return new Set(refs.flatMap(ref => this.#lanes.of({ name: '', ...ref }).map(({ id }) => id)))
  }
}
