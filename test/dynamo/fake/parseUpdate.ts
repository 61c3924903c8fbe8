import { unknownToTheFake } from './dynamoError.ts'
import { type Mentions, parseName, parseValue } from './parts.ts'
import type { Change, Sum, Term } from './syntax.ts'
import type { Tokens } from './tokens.ts'

const parsers: Record<string, (tokens: Tokens, mentions: Mentions) => Change> = {
  SET: parseSet,
  REMOVE: (tokens, mentions) => ({ kind: 'remove', name: parseName(tokens, mentions) }),
  ADD: (tokens, mentions) => ({
    kind: 'add',
    name: parseName(tokens, mentions),
    value: parseValue(tokens, mentions),
  }),
}

/** Clauses in any order, each at most once. */
export function parseUpdate(tokens: Tokens, mentions: Mentions): Change[] {
  const seen = new Set<string>()
  const changes: Change[] = []
  while (tokens.next !== undefined) {
    const clause = tokens.next.toUpperCase()
    const parse = parsers[clause]
    if (parse === undefined) throw tokens.fault()
    if (seen.has(clause)) throw tokens.refusal(`The "${clause}" section can only be used once in an update expression;`)
    seen.add(clause)
    tokens.take()
    do changes.push(parse(tokens, mentions))
    while (tokens.takes(','))
  }
  return changes
}

function parseSet(tokens: Tokens, mentions: Mentions): Change {
  const name = parseName(tokens, mentions)
  tokens.expect('=')
  return { kind: 'set', name, to: parseSum(tokens, mentions) }
}

function parseSum(tokens: Tokens, mentions: Mentions): Term | Sum {
  const left = parseTerm(tokens, mentions)
  if (tokens.takes('+')) return { sign: 1, left, right: parseTerm(tokens, mentions) }
  if (tokens.takes('-')) return { sign: -1, left, right: parseTerm(tokens, mentions) }
  return left
}

function parseTerm(tokens: Tokens, mentions: Mentions): Term {
  if (tokens.next?.startsWith(':')) return { kind: 'value', name: parseValue(tokens, mentions) }
  if (tokens.afterNext !== '(') return { kind: 'attribute', name: parseName(tokens, mentions) }
  if (tokens.take() !== 'if_not_exists') throw tokens.refusal('Invalid function name; function')
  tokens.expect('(')
  const name = parseName(tokens, mentions)
  tokens.expect(',')
  if (!tokens.next?.startsWith(':')) throw unknownToTheFake('if_not_exists with another attribute behind the first')
  const otherwise = parseValue(tokens, mentions)
  tokens.expect(')')
  return { kind: 'ifNotExists', name, otherwise }
}
