import type { Json } from './store.ts'

/** The value, in which nothing can be changed any more: it is shared by all who read it. */
export function frozen(value: Json): Json {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part)
  return value
}
