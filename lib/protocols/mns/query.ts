import { outOfRange } from './errors.ts'

/** The items of a query by their names in lower case, in which clients differ; the first of a name counts. */
export type Query = ReadonlyMap<string, string>

export function toQuery(given: URLSearchParams): Query {
  const query = new Map<string, string>()
  for (const [name, value] of given) {
    const lower = name.toLowerCase()
    if (!query.has(lower)) query.set(lower, value)
  }
  return query
}

export const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

/** A whole number from `min` to `max`, or InvalidArgument that says which. */
export function wholeNumber(name: string, text: string, min: number, max: number, unit = ''): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number < min || number > max) throw outOfRange(name, min, max, unit)
  return number
}
