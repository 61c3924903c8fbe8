import { asList, isObject, type Json, type JsonObject, type Resource, type Template } from './template.ts'

const noValue = Symbol('AWS::NoValue')
type Settled = Json | typeof noValue

/**
 * A template as its stage gets it: without what its conditions leave out. Conditions may ask only for what stands in the template
 * itself (Equals, Not, Join of texts); throws for any other, as nobody could say offline what comes of it.
 */
export function settleConditions(template: Template): Template {
  const holds = new Map(Object.entries(template.Conditions ?? {}).map(([name, test]) => [name, isTrue(test)]))
  const isMade = (one: Json | Resource): boolean =>
    !isObject(one) || typeof one.Condition !== 'string' || holds.get(one.Condition) === true
  const made = <One extends Json | Resource>(all: Record<string, One>) =>
    Object.fromEntries(Object.entries(all).filter(([, one]) => isMade(one)))
  const { Conditions: _asked, ...rest } = template
  const kept = { ...rest, Resources: made(template.Resources), Outputs: made(template.Outputs ?? {}) }
  return settle(kept as unknown as Json, holds) as unknown as Template
}

function settle(value: Json, holds: ReadonlyMap<string, boolean>): Settled {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(one => settle(one, holds)).filter(isValue)
  if (value.Ref === 'AWS::NoValue') return noValue
  if ('Fn::If' in value) {
    const [name, then, otherwise] = asList(value['Fn::If'])
    return settle((holds.get(String(name)) === true ? then : otherwise)!, holds)
  }
  const entries = Object.entries(value).map(([key, child]) => [key, settle(child, holds)] as const)
  return Object.fromEntries(entries.filter(([, child]) => isValue(child))) as JsonObject
}

const isValue = (value: Settled): value is Json => value !== noValue

function isTrue(test: Json): boolean {
  if (isObject(test) && 'Fn::Not' in test) return !isTrue(asList(test['Fn::Not'])[0]!)
  if (isObject(test) && 'Fn::Equals' in test) {
    const [one, other] = asList(test['Fn::Equals']).map(textOf)
    return one === other
  }
  throw new Error(`a condition that only AWS can answer: ${JSON.stringify(test)}`)
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value
  const [separator, texts] = isObject(value) ? asList(value['Fn::Join']) : []
  if (typeof separator === 'string') return asList(texts).map(textOf).join(separator)
  throw new Error(`a condition that only AWS can answer: ${JSON.stringify(value)}`)
}
