import type { DatabaseSync } from 'node:sqlite'
import { DueMarks } from './dueMarks.ts'
import { Lanes } from './lanes.ts'
import { Messages } from './messages.ts'
import { Requests } from './requests.ts'

/** What the operations read and write. */
export type Tables = { lanes: Lanes; messages: Messages; requests: Requests; dueMarks: DueMarks }

export function makeTables(database: DatabaseSync): Tables {
  const lanes = new Lanes(database)
  return {
    lanes,
    messages: new Messages(database, lanes),
    requests: new Requests(database),
    dueMarks: new DueMarks(database),
  }
}
