import { InvalidArgumentError } from 'commander'

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

const durationPattern = /^(\d+)([smhd]?)$/

/** Whole seconds: `90`, `90s`, `15m`, `12h`, `7d`. */
export function parseSeconds(text: string): number {
  const [, count, unit] = durationPattern.exec(text) ?? []
  if (count === undefined)
    throw new InvalidArgumentError('Write whole seconds, or a number with s, m, h or d: 90, 15m.')
  return Number(count) * unitSeconds[(unit || 's') as keyof typeof unitSeconds]
}

export const parseCount =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (count >= min && count <= max) return count
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
    throw new InvalidArgumentError(`Write a whole number ${range}.`)
  }

/** Of a message; 1 is first. */
export const parsePriority = parseCount(1, 16)
/** What takes a setting away. The commander would make an empty text of null. */
export type None = 'none'

export const orNone =
  <Value>(parse: (text: string) => Value) =>
  (text: string): Value | None =>
    text === 'none' ? text : parse(text)

/** A number of 0 or more, perhaps with a fraction. */
export function parseNumber(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number of 0 or more.')
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** An instant with its offset, as RFC 3339 UTC. Without the offset it would mean something else on each machine. */
export function parseInstant(text: string): string {
  const ms = instantPattern.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('Write an instant like 2031-01-01T09:00:00Z or …T09:00:00+02:00.')
  return new Date(ms).toISOString()
}

export type StringAttributes = Record<string, { type: 'string'; value: string }>

/** Gathers `--attribute name=value`, given any number of times. */
export function parseAttribute(text: string, earlier: StringAttributes = {}): StringAttributes {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write name=value.')
  return { ...earlier, [text.slice(0, at)]: { type: 'string', value: text.slice(at + 1) } }
}

/** As the server is told: null takes a setting away. */
export const orNull = <Value>(value: Value | None | undefined): Value | null | undefined =>
  value === 'none' ? null : value
