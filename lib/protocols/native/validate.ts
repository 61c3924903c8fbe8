import * as v from 'valibot'
import { type FieldProblem, invalid } from '../../domain/problem.ts'

const gotMax = 100

const shorten = (text: string): string => (text.length > gotMax ? `${text.slice(0, gotMax)}…` : text)

function gotOf(input: unknown): unknown {
  if (typeof input === 'string') return shorten(input)
  if (typeof input === 'object' && input !== null) return Array.isArray(input) ? 'a list' : 'an object'
  return input
}

type Issue = v.BaseIssue<unknown>
type Words = { detail: string; limit?: string | number | undefined; got?: unknown }

const requirementOf = ({ requirement }: Issue): string | number | undefined =>
  requirement instanceof RegExp ? requirement.source : (requirement as string | number | undefined)

const choicesOf = ({ expected }: Issue): string | undefined => expected ?? undefined

/** Of what has several forms, the field that says which; not the whole of it. */
const isForm = ({ type, expected }: Issue): boolean => type === 'variant' && expected !== 'Object'

/** What to say of each kind of issue; `limit` is the bound, `got` what was measured against it. */
const words: Record<string, (issue: Issue) => Words> = {
  min_value: issue => ({ detail: 'is too small', limit: requirementOf(issue), got: issue.input }),
  max_value: issue => ({ detail: 'is too large', limit: requirementOf(issue), got: issue.input }),
  min_length: issue => ({ detail: 'is too short', limit: requirementOf(issue), got: Number(issue.received) }),
  max_length: issue => ({ detail: 'is too long', limit: requirementOf(issue), got: Number(issue.received) }),
  max_entries: issue => ({ detail: 'has too many entries', limit: requirementOf(issue), got: Number(issue.received) }),
  max_bytes: issue => ({ detail: 'is too long, in bytes', limit: requirementOf(issue), got: Number(issue.received) }),
  integer: issue => ({ detail: 'has to be a whole number', got: issue.input }),
  regex: issue => ({ detail: 'has not the right form', limit: requirementOf(issue), got: gotOf(issue.input) }),
  picklist: issue => ({ detail: 'is not one of the choices', limit: choicesOf(issue), got: gotOf(issue.input) }),
  check: issue => ({ detail: issue.message, got: gotOf(issue.input) }),
}

function describe(issue: Issue): Words {
  if (issue.type === 'strict_object' && issue.expected === 'never') return { detail: 'is not a field of this request' }
  if (issue.received === 'undefined')
    return { detail: 'is missing', limit: isForm(issue) ? choicesOf(issue) : undefined }
  const known = words[isForm(issue) ? 'picklist' : issue.type]
  if (known !== undefined) return known(issue)
  return { detail: `has to be ${expectedType(issue)}`, got: gotOf(issue.input) }
}

const typeNames: Record<string, string> = { string: 'a string', number: 'a number', boolean: 'true or false' }

function expectedType({ type, expected }: Issue): string {
  if (type === 'array') return 'a list'
  if (type === 'object' || type === 'strict_object' || type === 'record' || type === 'variant') return 'an object'
  return typeNames[type] ?? expected ?? type
}

function toFieldProblem(issue: Issue, root: readonly string[]): FieldProblem {
  const path = (issue.path ?? []).map(({ key }) => key as string | number)
  const { detail, limit, got } = describe(issue)
  const problem: FieldProblem = { path: [...root, ...path], detail }
  if (limit !== undefined) problem.limit = limit
  if (got !== undefined) problem.got = got
  return problem
}

/** The parsed input, or InvalidInput naming every field that is wrong; `root` goes before each path. */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  root: readonly string[] = [],
): v.InferOutput<Schema> {
  const outcome = v.safeParse(schema, input)
  if (outcome.success) return outcome.output
  throw invalid(...outcome.issues.map(issue => toFieldProblem(issue as Issue, root)))
}
