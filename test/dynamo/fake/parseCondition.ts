import { type Mentions, parseName, parseOperand } from './parts.ts'
import type { Comparator, Condition, Operand } from './syntax.ts'
import type { Tokens } from './tokens.ts'

const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])
const operandsMax = 100

/** or > and > not > comparison, as in SQL. */
export function parseCondition(tokens: Tokens, mentions: Mentions): Condition {
  let left = parseAnd(tokens, mentions)
  while (tokens.takes('OR')) left = { kind: 'or', left, right: parseAnd(tokens, mentions) }
  return left
}

function parseAnd(tokens: Tokens, mentions: Mentions): Condition {
  let left = parseNot(tokens, mentions)
  while (tokens.takes('AND')) left = { kind: 'and', left, right: parseNot(tokens, mentions) }
  return left
}

function parseNot(tokens: Tokens, mentions: Mentions): Condition {
  if (tokens.takes('NOT')) return { kind: 'not', condition: parseNot(tokens, mentions) }
  return tokens.next === '(' ? parseGroup(tokens, mentions) : parseTest(tokens, mentions)
}

function parseGroup(tokens: Tokens, mentions: Mentions): Condition {
  tokens.expect('(')
  const startsGroup = tokens.next === '('
  const inner = parseCondition(tokens, mentions)
  const isOneGroup = startsGroup && tokens.lastGroup === inner
  tokens.expect(')')
  if (isOneGroup) throw tokens.refusal('The expression has redundant parentheses;')
  tokens.lastGroup = inner
  return inner
}

function parseTest(tokens: Tokens, mentions: Mentions): Condition {
  if (tokens.afterNext !== '(') return parseComparison(tokens, mentions)
  if (tokens.next === 'attribute_exists') return { kind: 'exists', name: parseOnly(tokens, mentions) }
  if (tokens.next === 'attribute_not_exists') return { kind: 'absent', name: parseOnly(tokens, mentions) }
  if (tokens.next === 'contains') return parseContains(tokens, mentions)
  return tokens.next === 'begins_with' ? parseBegins(tokens, mentions) : parseComparison(tokens, mentions)
}

function parseOnly(tokens: Tokens, mentions: Mentions): string {
  tokens.take()
  tokens.expect('(')
  const name = parseName(tokens, mentions)
  tokens.expect(')')
  return name
}

function parseBegins(tokens: Tokens, mentions: Mentions): Condition {
  const [operand, prefix] = parseBoth(tokens, mentions)
  return { kind: 'begins', operand, prefix }
}

function parseContains(tokens: Tokens, mentions: Mentions): Condition {
  const [operand, part] = parseBoth(tokens, mentions)
  return { kind: 'contains', operand, part }
}

function parseBoth(tokens: Tokens, mentions: Mentions): [Operand, Operand] {
  tokens.take()
  tokens.expect('(')
  const first = parseOperand(tokens, mentions)
  tokens.expect(',')
  const second = parseOperand(tokens, mentions)
  tokens.expect(')')
  return [first, second]
}

function parseComparison(tokens: Tokens, mentions: Mentions): Condition {
  const left = parseOperand(tokens, mentions)
  if (tokens.takes('BETWEEN')) return parseBetween(tokens, mentions, left)
  if (tokens.takes('IN')) return { kind: 'in', operand: left, list: parseList(tokens, mentions) }
  if (!comparators.has(tokens.next ?? '')) throw tokens.fault()
  const comparator = tokens.take() as Comparator
  const right = parseOperand(tokens, mentions)
  return { kind: 'compare', comparator, left, right }
}

function parseBetween(tokens: Tokens, mentions: Mentions, operand: Operand): Condition {
  const low = parseOperand(tokens, mentions)
  tokens.expect('AND')
  const high = parseOperand(tokens, mentions)
  return { kind: 'between', operand, low, high }
}

function parseList(tokens: Tokens, mentions: Mentions): Operand[] {
  tokens.expect('(')
  const list = [parseOperand(tokens, mentions)]
  while (tokens.takes(',')) list.push(parseOperand(tokens, mentions))
  tokens.expect(')')
  if (list.length > operandsMax) throw tokens.refusal('The IN operator is provided with too many operands;')
  return list
}
