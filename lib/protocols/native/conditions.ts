import * as v from 'valibot'
import type { Expected } from '../../actions/queueDocument.ts'
import { invalid } from '../../domain/problem.ts'

const entityTags = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/

export const ifMatch = v.pipe(v.string(), v.description('ETags of which it has to have one, or `*`: it has to exist.'))
export const ifNoneMatch = v.pipe(v.literal('*'), v.description('It must not exist yet.'))

/** RFC 9110: the tags are compared as strong ones; those that we never gave match nothing. */
function versionsOf(header: string): number[] {
  if (!entityTags.test(header))
    throw invalid({
      path: ['header', 'if-match'],
      detail: 'is neither * nor a list of entity tags',
      got: header.slice(0, 100),
    })
  return [...header.matchAll(/(W\/)?"(\d{1,15})"/g)].filter(([, weak]) => !weak).map(([, , digits]) => Number(digits))
}

/** What If-Match and If-None-Match say of the queue, topic or subscription. */
export function expectedBy(headers: Readonly<Record<string, string | undefined>>): Expected {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (match !== undefined && match.trim() !== '*') return { versions: versionsOf(match) }
  if (noneMatch === undefined) return match === undefined ? 'any' : 'present'
  if (match !== undefined || noneMatch.trim() !== '*')
    throw invalid({
      path: ['header', 'if-none-match'],
      detail: 'can only be *, and stands alone',
      got: noneMatch.slice(0, 100),
    })
  return 'absent'
}
