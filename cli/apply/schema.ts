/** As much of JSON Schema as the API's description of itself uses. */
export type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  maxProperties?: number
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/** What is wrong with a value, a line a fault, each with the path, the limit and what was given; what it does not know of it leaves to the server. */
export function faultsOf(schema: Schema, value: unknown, path: string): string[] {
  const forms = schema.anyOf ?? schema.oneOf
  if (forms !== undefined) return faultsOfForms(forms, value, path)
  if (!isOfType(schema.type, value)) return [`${path} has to be ${typeWords[schema.type!]}${given(undefined, value)}`]
  if (Array.isArray(value)) return faultsOfList(schema, value, path)
  if (typeof value === 'object' && value !== null) return faultsOfObject(schema, value as Fields, path)
  return faultsOfPlain(schema, value, path)
}

type Fields = Readonly<Record<string, unknown>>

const typeWords: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

function isOfType(type: string | undefined, value: unknown): boolean {
  if (type === undefined || typeWords[type] === undefined) return true
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'null') return value === null
  return typeof value === type && value !== null && !Array.isArray(value)
}

/** Of several forms the one that the value is meant to have is the one to find fault with. */
function faultsOfForms(forms: readonly Schema[], value: unknown, path: string): string[] {
  const faults = forms.map(form => faultsOf(form, value, path))
  if (faults.some(({ length }) => length === 0)) return []
  const kinds = forms.flatMap(({ properties }) => (properties?.kind === undefined ? [] : [properties.kind.const]))
  if (kinds.length === 0 || typeof value !== 'object' || value === null) return faults[0]!
  const meant = kinds.indexOf((value as Fields).kind)
  return meant < 0 ? faultsOfPlain({ enum: kinds }, (value as Fields).kind, `${path}.kind`) : faults[meant]!
}

function faultsOfList({ items = {}, minItems, maxItems }: Schema, value: readonly unknown[], path: string): string[] {
  return [
    ...tooFew('is too short', minItems, value.length, path),
    ...tooMany('is too long', maxItems, value.length, path),
    ...value.flatMap((item, at) => faultsOf(items, item, `${path}[${at}]`)),
  ]
}

function faultsOfObject(schema: Schema, value: Fields, path: string): string[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const missing = (schema.required ?? []).filter(name => value[name] === undefined)
  return [
    ...missing.map(name => `${at(name)} is missing`),
    ...tooMany('has too many entries', schema.maxProperties, Object.keys(value).length, path),
    ...Object.entries(value).flatMap(([name, field]) => faultsOfField(schema, name, field, at(name))),
  ]
}

function faultsOfField(schema: Schema, name: string, field: unknown, path: string): string[] {
  const { properties = {}, additionalProperties: others = true, propertyNames = {} } = schema
  const known = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (known !== undefined) return faultsOf(known, field, path)
  if (others === false) return [`${path} is not a setting${oneOf(Object.keys(properties))}`]
  return [...faultsOf(propertyNames, name, path), ...(others === true ? [] : faultsOf(others, field, path))]
}

const oneOf = (names: readonly string[]): string => (names.length === 0 ? '' : `: there are ${names.join(', ')}`)

function faultsOfPlain(schema: Schema, value: unknown, path: string): string[] {
  const choices = schema.enum ?? ('const' in schema ? [schema.const] : undefined)
  if (choices !== undefined) {
    return choices.includes(value) ? [] : [`${path} is not one of ${choices.join(', ')}${given(undefined, value)}`]
  }
  if (typeof value === 'string') return faultsOfText(schema, value, path)
  if (typeof value !== 'number') return []
  return [
    ...tooFew('is too small', schema.minimum, value, path),
    ...tooMany('is too large', schema.maximum, value, path),
  ]
}

function faultsOfText({ pattern, minLength, maxLength }: Schema, value: string, path: string): string[] {
  const isAsWanted = pattern === undefined || new RegExp(pattern, 'u').test(value)
  return [
    ...tooFew('is too short', minLength, [...value].length, path),
    ...tooMany('is too long', maxLength, [...value].length, path),
    ...(isAsWanted ? [] : [`${path} has not the right form${given(pattern, value)}`]),
  ]
}

const tooFew = (words: string, limit: number | undefined, count: number, path: string): string[] =>
  limit !== undefined && count < limit ? [`${path} ${words}${given(limit, count)}`] : []

const tooMany = (words: string, limit: number | undefined, count: number, path: string): string[] =>
  limit !== undefined && count > limit ? [`${path} ${words}${given(limit, count)}`] : []

const gotMax = 100

/** The limit, where there is one, and what was given. */
function given(limit: string | number | undefined, value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  const got = `got ${text.length > gotMax ? `${text.slice(0, gotMax)}…` : text}`
  return limit === undefined ? ` (${got})` : ` (limit ${limit}, ${got})`
}
