import { SqsError } from './errors.ts'
import type { Members, Shape } from './shapes.ts'

const misfit = (path: string, expected: string): SqsError =>
  new SqsError('SerializationException', `${path === '' ? 'The body' : path} has to be ${expected}.`)

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The bytes of a base64 text, or a SerializationException that names the member. */
export function readBase64(text: string, path: string): Uint8Array {
  if (!base64.test(text)) throw misfit(path, 'base64')
  return Buffer.from(text, 'base64')
}

const wholeNumber = /^-?\d{1,15}$/

/** A whole number, or a SerializationException that names the member. */
export function readInteger(value: unknown, path: string): number {
  const number = typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value
  if (!Number.isSafeInteger(number)) throw misfit(path, 'a whole number')
  return number as number
}

/** Clients write numbers as texts and texts as numbers; both are taken. */
function readText(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw misfit(path, 'a string')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readShape(shape: Shape, value: unknown, path: string): unknown {
  if (shape.kind === 'text') return readText(value, path)
  if (shape.kind === 'integer') return readInteger(value, path)
  if (shape.kind === 'bytes') return readBase64(readText(value, path), path)
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) throw misfit(path, 'a list')
    return value.map((element, index) => readShape(shape.of, element, `${path}[${index}]`))
  }
  if (!isObject(value)) throw misfit(path, 'an object')
  if (shape.kind === 'structure') return readMembers(shape.members, value, path)
  return readMap(shape.kind === 'map' ? shape.of : shape, value, path)
}

function readMap(of: Shape, value: Record<string, unknown>, path: string): Map<string, unknown> {
  const entries = Object.entries(value).filter(([, element]) => element !== null)
  return new Map(entries.map(([name, element]) => [name, readShape(of, element, `${path}.${name}`)]))
}

/** The members of a JSON object that the shape knows; null is absent, and what it does not know is passed over. */
export function readMembers(members: Members, value: unknown, path = ''): Record<string, unknown> {
  if (!isObject(value)) throw misfit(path, 'an object')
  const read: Record<string, unknown> = {}
  for (const name in members) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined
    if (given !== undefined && given !== null)
      read[name] = readShape(members[name]!, given, path === '' ? name : `${path}.${name}`)
  }
  return read
}
