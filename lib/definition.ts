import { isIP } from 'node:net'

export type Definition<Value> = {
  flag?: string
  variable: string
  /** How the value is called in a usage line. */
  placeholder: string
  /** Taken when neither flag nor variable is given. */
  usual?: string
  /** What may be given, as the end of "has to be …". */
  allowed: string
  /** What it is for: one line of help. */
  help: string
  /** The value, or undefined when it is not allowed. */
  read: (text: string) => Value | undefined
}

export const definition = <Value>(row: Definition<Value>): Definition<Value> => row

export const oneOf =
  <const Word extends string>(...words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find(word => word === text)

export const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined

export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

/** Ranges of addresses, with commas between; an address alone is the range of this one. */
export function readRanges(text: string): string[] | undefined {
  const ranges = text.split(',').map(range => toRange(range.trim()))
  return ranges.every(isRange) ? ranges : undefined
}

function toRange(text: string): string {
  if (!/^[0-9a-f.:]+$/i.test(text)) return text
  return isIP(text) === 0 ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`
}

function isRange(text: string): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? []
  return isIP(address) > 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128)
}

/** Without the slash at its end. */
export function readUrl(text: string): string | undefined {
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
  return isPlain && url.username === '' ? url.href.replace(/\/+$/, '') : undefined
}

/** An object and nothing else; what has to be in it is for others to say. */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

export const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i

export const tableName = {
  pattern: /^[\w.-]{3,255}$/,
  allowed: 'the name of a table: 3 to 255 letters, digits, dots, hyphens and underscores',
}
