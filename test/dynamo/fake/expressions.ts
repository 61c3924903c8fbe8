import { invalid } from './dynamoError.ts'
import { parseCondition } from './parseCondition.ts'
import { parseUpdate } from './parseUpdate.ts'
import type { Mentions } from './parts.ts'
import type { Change, Condition, Parsed } from './syntax.ts'
import { Tokens } from './tokens.ts'
import { type Item, takeValue, type Value } from './values.ts'

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

/** Binds a call's placeholders to its expressions: each is used, and none is missing. */
export function bind(input: Placeholders, expressions: readonly Parsed<unknown>[]): Bindings {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
  checkGiven('ExpressionAttributeNames', names, expressions)
  checkGiven('ExpressionAttributeValues', values, expressions)
  const taken: Item = {}
  for (const name in values) taken[name] = takeValue(values[name]!)
  for (const { names: used } of expressions) checkUse('name', used, names)
  for (const { values: used } of expressions) checkUse('value', used, values)
  for (const name in names) if (!expressions.some(({ names: used }) => used.includes(name))) throw unused('Names', name)
  for (const name in values)
    if (!expressions.some(({ values: used }) => used.includes(name))) throw unused('Values', name)
  return new Bindings({ ...names }, taken)
}

function checkGiven(what: string, given: object | undefined, expressions: readonly unknown[]): void {
  if (given === undefined) return
  if (expressions.length === 0) throw invalid(`${what} can only be specified when using expressions`)
  if (Object.keys(given).length === 0) throw invalid(`${what} must not be empty`)
}

function checkUse(what: string, used: readonly string[], given: object | undefined): void {
  for (const name of used)
    if (given === undefined || !(name in given))
      throw invalid(`An expression attribute ${what} used in the document path is not defined; ${name}`)
}

const unused = (what: string, name: string): Error =>
  invalid(`Value provided in ExpressionAttribute${what} unused in expressions: keys: {${name}}`)
