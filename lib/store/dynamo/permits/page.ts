import { type Item, slotName, slotNames, slotsMax, ttlOf } from '../block.ts'
import { conditionOf, type Terms, updateOf } from '../conditions.ts'
import type { Input } from '../dynamo.ts'
import { keyAttributes, permitsKey, timeText } from '../keys.ts'
import type { Permit } from './permit.ts'

/** What stands in the slots of a page: when each permit ends, and whose it is; undefined where nobody has had one. */
export type Page = (string | undefined)[]

/** Which page of which queue. */
export type PageOf = { table: string; scope: string; page: number }

// Longer than any lease, so that TTL takes none that runs.
const keptMs = 2 * 86_400_000

/** The pages of a queue that lets so many leases run. */
export const pagesOf = (inFlightMax: number): number[] =>
  Array.from({ length: Math.ceil(inFlightMax / slotsMax) }, (_, page) => page)

/** How many of the slots of a page count. */
export const slotsOf = (inFlightMax: number, page: number): number => Math.min(slotsMax, inFlightMax - page * slotsMax)

export const decodePage = (item: Item | undefined): Page => slotNames.map(name => item?.[name]?.S)

/** Times first, so that what is over is less than {@link over}. */
export const textOf = (endMs: number, token: string): string => `${timeText(endMs)}${token}`
const endDigits = timeText(0).length
export const endMsOf = (text: string): number => Number(text.slice(0, endDigits))

/** Above all that is over at a time, below what is not. */
const over = (nowMs: number): string => timeText(nowMs + 1)
export const isFree = (text: string | undefined, nowMs: number): boolean => text === undefined || text < over(nowMs)

const keyOf = ({ table, scope, page }: PageOf) => ({ TableName: table, Key: keyAttributes(permitsKey(scope, page)) })

export const readPageRequest = (of: PageOf): Input<'GetItem'> => keyOf(of)

/** Takes slots that are free, all or none. */
export function takeRequest(of: PageOf, taken: ReadonlyMap<number, string>, nowMs: number): Input<'UpdateItem'> {
  const clauses = [...taken.keys()].map(
    slot => `(attribute_not_exists(${slotName(slot)}) OR ${slotName(slot)} < :over)`,
  )
  const news = [...taken].map(([slot, text]) => [`:new${slot}`, { S: text }])
  return changeRequest(
    of,
    [...taken.keys()],
    { clauses, values: { ...Object.fromEntries(news), ':over': { S: over(nowMs) } } },
    nowMs,
  )
}

const isMine = ({ slot, token }: Permit): Terms => ({
  clauses: [`contains(${slotName(slot)}, :token${slot})`],
  values: { [`:token${slot}`]: { S: token } },
})

/** Has a permit end later, if it is still ours and not over. */
export function lengthenRequest(of: PageOf, permit: Permit, endMs: number, nowMs: number): Input<'UpdateItem'> {
  const { slot, token } = permit
  const { clauses, values } = isMine(permit)
  const terms = {
    clauses: [...clauses, `${slotName(slot)} >= :over`, `${slotName(slot)} < :new${slot}`],
    values: { ...values, ':over': { S: over(nowMs) }, [`:new${slot}`]: { S: textOf(endMs, token) } },
  }
  return changeRequest(of, [slot], terms, nowMs)
}

/** Gives permits of one page back, if all are still ours. */
export const giveBackRequest = (of: PageOf, permits: readonly Permit[]): Input<'UpdateItem'> => ({
  ...keyOf(of),
  UpdateExpression: updateOf(
    [],
    permits.map(({ slot }) => slotName(slot)),
  ),
  ...conditionOf({
    clauses: permits.flatMap(permit => isMine(permit).clauses),
    values: Object.assign({}, ...permits.map(permit => isMine(permit).values)),
  }),
  ReturnValues: 'ALL_NEW',
})

function changeRequest(
  of: PageOf,
  slots: readonly number[],
  { clauses, values }: Terms,
  nowMs: number,
): Input<'UpdateItem'> {
  const sets = slots.map(slot => `${slotName(slot)} = :new${slot}`)
  return {
    ...keyOf(of),
    UpdateExpression: updateOf([...sets, 't = :t'], []),
    ...conditionOf({ clauses, values: { ...values, ':t': ttlOf(nowMs + keptMs) } }),
    ReturnValues: 'ALL_NEW',
  }
}
