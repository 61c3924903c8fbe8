import { invalid } from './dynamoError.ts'
import { parseCondition } from './parseCondition.ts'
import { parseUpdate } from './parseUpdate.ts'
import type { Mentions } from './parts.ts'
import type { Change, Condition, Parsed } from './syntax.ts'
import { Tokens } from './tokens.ts'
import { type Item, takeItem, type Value } from './values.ts'

// The store sends few texts, each very often.
const textsMax = 10_000

/** A parser that remembers what it has parsed. */
function remembering<Tree>(kind: string, parse: (tokens: Tokens, mentions: Mentions) => Tree) {
  const known = new Map<string, Parsed<Tree>>()
  return (text: string): Parsed<Tree> => {
    const remembered = known.get(text)
    if (remembered !== undefined) return remembered
    const parsed = parseWhole(text, kind, parse)
    if (known.size >= textsMax) known.clear()
    known.set(text, parsed)
    return parsed
  }
}

function parseWhole<Tree>(text: string, kind: string, parse: (tokens: Tokens, mentions: Mentions) => Tree) {
  const mentions = { names: new Set<string>(), values: new Set<string>() }
  const tokens = new Tokens(text, kind)
  const tree = parse(tokens, mentions)
  tokens.end()
  return { tree, names: [...mentions.names], values: [...mentions.values] }
}

export const conditionOf = remembering<Condition>('ConditionExpression', parseCondition)
export const keyConditionOf = remembering<Condition>('KeyConditionExpression', parseCondition)
export const updateOf = remembering<Change[]>('UpdateExpression', parseUpdate)

/** What the placeholders of one call stand for. */
export class Bindings {
  readonly #names: Readonly<Record<string, string>>
  readonly #values: Item

  constructor(names: Readonly<Record<string, string>>, values: Item) {
    this.#names = names
    this.#values = values
  }

  name(name: string): string {
    return name.charCodeAt(0) === 35 ? this.#names[name]! : name
  }

  value(name: string): Value {
    return this.#values[name]!
  }
}

type Placeholders = {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Item | undefined
}

const nothing: Item = {}

/** Binds a call's placeholders to its expressions: each is used, and none is missing. */
export function bind(input: Placeholders, expressions: readonly Parsed<unknown>[]): Bindings {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
  checkGiven('Names', names, expressions, ({ names: used }) => used)
  checkGiven('Values', values, expressions, ({ values: used }) => used)
  return new Bindings(names ?? {}, values === undefined ? nothing : takeItem(values))
}

/** Which of the placeholders an expression mentions. */
type Mentioned = (expression: Parsed<unknown>) => readonly string[]

function checkGiven(
  what: string,
  given: object | undefined,
  expressions: readonly Parsed<unknown>[],
  mentioned: Mentioned,
): void {
  for (const expression of expressions) checkMentioned(what, mentioned(expression), given)
  if (given === undefined) return
  if (expressions.length === 0) throw invalid(`ExpressionAttribute${what} can only be specified when using expressions`)
  let count = 0
  for (const name in given) {
    count += 1
    if (!expressions.some(expression => mentioned(expression).includes(name))) throw unused(what, name)
  }
  if (count === 0) throw invalid(`ExpressionAttribute${what} must not be empty`)
}

function checkMentioned(what: string, mentioned: readonly string[], given: object | undefined): void {
  for (const name of mentioned)
    if (given === undefined || !(name in given))
      throw invalid(`A placeholder of an expression is missing in ExpressionAttribute${what}; ${name}`)
}

const unused = (what: string, name: string): Error =>
  invalid(`Value provided in ExpressionAttribute${what} unused in expressions: keys: {${name}}`)
