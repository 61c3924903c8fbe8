import type { DatabaseSync } from 'node:sqlite'
import { DueMarks } from './dueMarks.ts'
import { Groups } from './groups.ts'
import { Lanes } from './lanes.ts'
import { Messages } from './messages.ts'
import { Remembered } from './remembered.ts'
import { Requests } from './requests.ts'

/** What the operations read and write. */
export type Tables = {
  lanes: Lanes
  messages: Messages
  groups: Groups
  requests: Requests
  remembered: Remembered
  dueMarks: DueMarks
}

export function makeTables(database: DatabaseSync): Tables {
  const lanes = new Lanes(database)
  const groups = new Groups(database)
  return {
    lanes,
    groups,
    messages: new Messages(database, lanes, groups),
    remembered: new Remembered(database),
    requests: new Requests(database),
    dueMarks: new DueMarks(database),
  }
}
