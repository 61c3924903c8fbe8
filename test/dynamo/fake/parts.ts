import { unknownToTheFake } from './dynamoError.ts'
import { isReserved } from './reservedWords.ts'
import type { Operand } from './syntax.ts'
import type { Tokens } from './tokens.ts'

/** Which placeholders an expression mentions; filled while it is parsed. */
export type Mentions = { names: Set<string>; values: Set<string> }

/** The name of an attribute, or its `#placeholder`. Paths into maps and lists are not in use, so not known here. */
export function parseName(tokens: Tokens, mentions: Mentions): string {
  if (!/^[#A-Za-z]/.test(tokens.next ?? '')) throw tokens.fault()
  const name = tokens.take()
  if (tokens.next === '.' || tokens.next === '[') throw unknownToTheFake('paths into maps and lists')
  if (name.startsWith('#')) mentions.names.add(name)
  else if (isReserved(name)) throw tokens.refusal(`Attribute name is a reserved keyword; reserved keyword: ${name}`)
  return name
}

export function parseValue(tokens: Tokens, mentions: Mentions): string {
  if (!tokens.next?.startsWith(':')) throw tokens.fault()
  mentions.values.add(tokens.next)
  return tokens.take()
}

const isCall = (tokens: Tokens): boolean => tokens.afterNext === '('

export function parseOperand(tokens: Tokens, mentions: Mentions): Operand {
  if (tokens.next?.startsWith(':')) return { kind: 'value', name: parseValue(tokens, mentions) }
  if (!isCall(tokens)) return { kind: 'attribute', name: parseName(tokens, mentions) }
  if (tokens.take() !== 'size') throw tokens.refusal('Invalid function name; function')
  tokens.expect('(')
  const name = parseName(tokens, mentions)
  tokens.expect(')')
  return { kind: 'size', name }
}
