import type { Request } from '../../http/message.ts'

const marks = /[^A-Za-z0-9\-._~/?&=%]/g

/** What a target means, however it is escaped: the pieces of its path, and the items of its query. */
function meaningOf(target: string): string | undefined {
  const { path, query } = split(target)
  try {
    const pieces = path.split('/').map(decodeURIComponent)
    return JSON.stringify([pieces, [...new URLSearchParams(query ?? '')]])
  } catch {
    return undefined
  }
}

/** The query without its question mark; undefined where there is none. */
export function split(target: string): { path: string; query: string | undefined } {
  const at = target.indexOf('?')
  return at < 0 ? { path: target, query: undefined } : { path: target.slice(0, at), query: target.slice(at + 1) }
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}

const encodedItem = (item: string): string => {
  const at = item.indexOf('=')
  return at < 0 ? item : `${item.slice(0, at)}=${encodeURIComponent(decoded(item.slice(at + 1)))}`
}

/** With every value of the query escaped, as clients do who escape at all. */
function encoded(target: string): string {
  const { path, query } = split(target)
  const clean = path.replaceAll(marks, mark => encodeURIComponent(mark))
  return query === undefined ? clean : `${clean}?${query.split('&').map(encodedItem).join('&')}`
}

/** As it came; where the front door does not keep it, as near to it as is known. */
const targetOf = ({ target, path, query }: Request): string => target ?? (query.size === 0 ? path : `${path}?${query}`)

/**
 * The targets that a signature may be for: the one that came, and what the same is when its escapes are written out, or written in. A
 * front door that decodes makes them look alike. None that means anything else: who has a signature for one must not ask another.
 */
export function* targetsOf(request: Request): Generator<string> {
  const target = targetOf(request)
  yield target
  const meaning = meaningOf(target)
  if (meaning === undefined) return
  for (const other of new Set([decoded(target), encoded(target)]))
    if (other !== target && meaningOf(other) === meaning) yield other
}
