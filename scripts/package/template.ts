/** What a check reads: a CloudFormation template as plain JSON, as the framework writes it. */
export type Json = string | number | boolean | null | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export type Resource = {
  Type: string
  Properties?: JsonObject
  DependsOn?: string | string[]
  Condition?: string
  [other: string]: Json | undefined
}

export type Template = {
  Resources: Record<string, Resource>
  Parameters?: JsonObject
  Conditions?: JsonObject
  Outputs?: JsonObject
}

/** Something that keeps a template from being deployed: which check, where in the template, and why. */
export type Finding = { check: string; at: string; message: string }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asList = (value: Json | undefined): Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Every resource of one type, as pairs of logical id and properties. */
export function resourcesOf(template: Template, type: string): [string, JsonObject][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties ?? {}])
}

/** Every object inside a value, itself included, with its path in dots. */
export function* objectsIn(value: Json | undefined, path = ''): Generator<[string, JsonObject]> {
  if (isObject(value)) yield [path, value]
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) yield* objectsIn(child, path ? `${path}.${key}` : key)
}

/** Every string inside a value, however deep: also the pieces of a Join or a Sub. */
export function stringsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(stringsIn)
}

/** The logical id that `{Ref}` or `{Fn::GetAtt}` points at, if the value is one of them. */
export function targetOf(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined
  if (typeof value.Ref === 'string') return value.Ref
  const [first] = asList(value['Fn::GetAtt'])
  return typeof first === 'string' ? first.split('.')[0] : undefined
}
