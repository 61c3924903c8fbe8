import { DynamoError } from './dynamoError.ts'
import type { Plan } from './plans.ts'
import { writeUnits } from './sizes.ts'
import type { Stored, Table } from './table.ts'
import { copyItem, type Item } from './values.ts'

/** What became of one write, or of one action of a transaction before any is applied. */
export type Outcome = {
  readonly before: Stored | undefined
  readonly after: Stored | undefined
  /** Write units outside a transaction: of the larger of the item before and after, also where the condition failed. */
  readonly units: number
  readonly failure: DynamoError | undefined
}

export function decide(table: Table, plan: Plan): Outcome {
  const before = table.get(plan.key.p, plan.key.s)
  const holds = plan.holds(before)
  try {
    const after = plan.after(before)
    const units = writeUnits(Math.max(before?.bytes ?? 0, after?.bytes ?? 0))
    return { before, after, units, failure: holds ? undefined : conditionFailed(plan, before) }
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    const failure = holds ? error : conditionFailed(plan, before)
    return { before, after: undefined, units: holds ? 0 : writeUnits(before?.bytes ?? 0), failure }
  }
}

const conditionFailed = (plan: Plan, before: Stored | undefined): DynamoError =>
  new DynamoError('ConditionalCheckFailedException', 'The conditional request failed', {
    ...(plan.returnsOldOnFailure && before !== undefined && { Item: copyItem(before.item) }),
  })

/** The attributes that a call wants back, if any. */
export function returned(wanted: string | undefined, plan: Plan, { before, after }: Outcome): Item | undefined {
  if (wanted === 'ALL_OLD') return before === undefined ? undefined : copyItem(before.item)
  if (wanted === 'ALL_NEW') return after === undefined ? undefined : copyItem(after.item)
  return wanted === 'UPDATED_NEW' ? changedOf(plan, after?.item ?? {}) : undefined
}

function changedOf({ changed }: Plan, after: Item): Item | undefined {
  const present = changed.filter(name => after[name] !== undefined)
  return present.length === 0 ? undefined : copyItem(Object.fromEntries(present.map(name => [name, after[name]!])))
}
