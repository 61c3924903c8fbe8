import type * as v from 'valibot'
import type { ObjectSchema } from './operation.ts'

const wholeNumber = /^-?\d{1,15}$/

// Optional and piped schemas wrap the one that says the type.
function isNumber(schema: v.GenericSchema): boolean {
  const { wrapped, pipe } = schema as { wrapped?: v.GenericSchema; pipe?: readonly v.GenericSchema[] }
  if (wrapped !== undefined) return isNumber(wrapped)
  return pipe?.[0] !== undefined && pipe[0] !== schema ? isNumber(pipe[0]) : schema.type === 'number'
}

/** The query as an object; digits become numbers where the schema asks for a number. */
export function queryObject(query: URLSearchParams, { entries }: ObjectSchema): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null)
  for (const [name, text] of query) {
    const schema = Object.hasOwn(entries, name) ? (entries[name] as v.GenericSchema) : undefined
    object[name] = schema && isNumber(schema) && wholeNumber.test(text) ? Number(text) : text
  }
  return object
}
