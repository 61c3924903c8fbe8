import { isDeepStrictEqual } from 'node:util'
import type { QueueSettings, QueueView, TriggerSettings, TriggerView } from '../../client/index.ts'

/** One setting, by its path, as it is and as it is wanted; undefined where there is none. */
export type Difference = { path: string; from: unknown; to: unknown }

/** Settings of which a change leaves what it does not name; all others are given whole. */
const inParts = new Set(['deadLetter', 'ordered', 'ordered.deduplication'])

/** What of the wanted settings is not so. What they do not name is no difference. */
export const differences = (wanted: QueueSettings, standing: QueueView): Difference[] =>
  within(wanted as Fields, standing as unknown as Fields, '')

/** The same of a trigger: wanted none (null), or standing none (undefined), it differs as a whole. */
export function triggerDifferences(
  name: string,
  wanted: TriggerSettings | null,
  standing: TriggerView | undefined,
): Difference[] {
  const path = `triggers.${name}`
  if (wanted !== null && standing !== undefined)
    return within(wanted as Fields, standing as unknown as Fields, `${path}.`)
  const [from, to] = [standing?.target, wanted?.target]
  return standing === undefined && wanted === null ? [] : [{ path, from, to }]
}

/** What is to be sent to make it so. */
export function changeOf(wanted: QueueSettings, found: readonly Difference[]): QueueSettings {
  const names = new Set(found.map(({ path }) => path.split('.')[0]))
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => names.has(name)))
}

type Fields = Readonly<Record<string, unknown>>

const within = (wanted: Fields, standing: Fields, above: string): Difference[] =>
  Object.entries(wanted).flatMap(([name, value]) => between(above + name, standing[name], value ?? undefined))

function between(path: string, from: unknown, to: unknown): Difference[] {
  if (inParts.has(path) && to !== undefined && from !== undefined)
    return within(to as Fields, from as Fields, `${path}.`)
  return isDeepStrictEqual(from, to) ? [] : [{ path, from, to }]
}
