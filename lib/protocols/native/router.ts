import type { Operation } from './operation.ts'

export type Found =
  | { kind: 'route'; operation: Operation; segments: readonly string[]; parameters: readonly Parameter[] }
  | { kind: 'methodNotAllowed'; allow: string }
  | { kind: 'nothing' }

/** Where in the path a parameter stands, counted in segments. */
export type Parameter = { name: string; at: number }

/** `undefined` in a pattern stands for a parameter. */
type Place = {
  pattern: readonly (string | undefined)[]
  parameters: readonly Parameter[]
  byMethod: Map<string, Operation>
}

const isParameter = (segment: string): boolean => segment.startsWith('{')
// The first segment, before the leading slash, is empty in patterns and paths alike.
const split = (path: string): string[] => path.split('/')

function fits({ pattern }: Place, segments: readonly string[]): boolean {
  for (let at = pattern.length - 1; at >= 0; at--) {
    const part = pattern[at]
    if (part === undefined ? segments[at] === '' : part !== segments[at]) return false
  }
  return true
}

/** Finds the operation for a method and a path. */
export function makeRouter(operations: readonly Operation[]): (method: string, path: string) => Found {
  const byLength = groupByLength(operations)
  return (method, path) => {
    const segments = split(path)
    const place = byLength.get(segments.length)?.find(candidate => fits(candidate, segments))
    if (place === undefined) return { kind: 'nothing' }
    const operation = place.byMethod.get(method)
    if (operation !== undefined) return { kind: 'route', operation, segments, parameters: place.parameters }
    return { kind: 'methodNotAllowed', allow: [...place.byMethod.keys()].join(', ') }
  }
}

function groupByLength(operations: readonly Operation[]): Map<number, Place[]> {
  const places = new Map<string, Place>()
  for (const operation of operations) {
    const place = places.get(operation.path) ?? toPlace(split(operation.path))
    place.byMethod.set(operation.method, operation)
    places.set(operation.path, place)
  }
  return Map.groupBy(places.values(), ({ pattern }) => pattern.length)
}

const toPlace = (parts: readonly string[]): Place => ({
  pattern: parts.map(part => (isParameter(part) ? undefined : part)),
  parameters: parts.flatMap((part, at) => (isParameter(part) ? [{ name: part.slice(1, -1), at }] : [])),
  byMethod: new Map(),
})

/** The path parameters by name, percent-encoding undone; undefined where that is not UTF-8. */
export function pathParameters(
  parameters: readonly Parameter[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const values: Record<string, string> = {}
  try {
    for (const { name, at } of parameters) values[name] = decodeURIComponent(segments[at]!)
  } catch {
    return undefined
  }
  return values
}
