import type { DatabaseSync } from 'node:sqlite'
import { DueMarks } from './dueMarks.ts'
import { ExpiryRules } from './expiryRules.ts'
import { Groups } from './groups.ts'
import { InFlight } from './inFlight.ts'
import { Lanes } from './lanes.ts'
import { Messages } from './messages.ts'
import { Remembered } from './remembered.ts'
import { Requests } from './requests.ts'

/** What the operations read and write. */
export type Tables = {
  lanes: Lanes
  messages: Messages
  groups: Groups
  inFlight: InFlight
  requests: Requests
  remembered: Remembered
  dueMarks: DueMarks
  expiryRules: ExpiryRules
  /** After a rollback: what is remembered beside the tables may not be so. */
  forget: () => void
}

export function makeTables(database: DatabaseSync): Tables {
  const lanes = new Lanes(database)
  const groups = new Groups(database)
  const inFlight = new InFlight(database)
  return {
    lanes,
    groups,
    inFlight,
    messages: new Messages(database, lanes, groups, inFlight),
    remembered: new Remembered(database),
    requests: new Requests(database),
    dueMarks: new DueMarks(database),
    expiryRules: new ExpiryRules(database, lanes),
    forget: () => {
      lanes.forget()
      inFlight.forgetAll()
    },
  }
}
