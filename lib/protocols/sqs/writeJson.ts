import type { Members, Shape } from './shapes.ts'

const isEmpty = (value: unknown): boolean =>
  (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0)

function toJson(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'bytes') return Buffer.from(value as Uint8Array).toString('base64')
  if (shape.kind === 'list') return (value as unknown[]).map(element => toJson(shape.of, element))
  if (shape.kind === 'structure') return jsonOf(shape.members, value as Record<string, unknown>)
  if (shape.kind !== 'map') return value
  return Object.fromEntries([...(value as Map<string, unknown>)].map(([name, one]) => [name, toJson(shape.of, one)]))
}

/** An answer as a JSON value. Members without a value are left out, and so are empty collections, as the service does. */
export function jsonOf(members: Members, value: Record<string, unknown>): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const name in members) {
    const shape = members[name]!
    const member = value[name]
    const keeps = shape.kind === 'list' && shape.keepsEmpty === true
    if (member !== undefined && (keeps || !isEmpty(member))) written[name] = toJson(shape, member)
  }
  return written
}
