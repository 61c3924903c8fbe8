import { asList, type Finding, isObject, type Json, type JsonObject, objectsIn, type Template } from '../template.ts'

/** Names that a template points at and that nobody declares: by Ref, GetAtt, Sub, DependsOn, Condition or If. */
export function danglingReferences(template: Template): Finding[] {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})])
  const conditions = new Set(Object.keys(template.Conditions ?? {}))
  return [...objectsIn(template as Json)].flatMap(([at, node]) => [
    ...namesIn(node)
      .filter(name => !known.has(name) && !name.startsWith('AWS::'))
      .map(name => dangling(at, `nothing is named ${name}`)),
    ...conditionsIn(node)
      .filter(name => !conditions.has(name))
      .map(name => dangling(at, `no condition is named ${name}`)),
  ])
}

const dangling = (at: string, message: string): Finding => ({ check: 'dangling reference', at, message })

function namesIn(node: JsonObject): string[] {
  const isResource = typeof node.Type === 'string'
  return [
    ...(typeof node.Ref === 'string' ? [node.Ref] : []),
    ...asList(node['Fn::GetAtt']).slice(0, 1).map(firstName),
    ...subNames(node['Fn::Sub']),
    ...(isResource ? asList(node.DependsOn).map(String) : []),
  ]
}

/** The condition of a resource or an output, and that of an If; a policy's Condition is an object, not a name. */
const conditionsIn = (node: JsonObject): string[] =>
  [node.Condition, asList(node['Fn::If'])[0]].filter(name => typeof name === 'string')

const firstName = (name: Json): string => String(name).split('.')[0]!

/** `${Name}` and `${Name.Attribute}`, less the names that the Sub brings along itself; `${!text}` is plain text. */
function subNames(sub: Json | undefined): string[] {
  const [text, own] = asList(sub)
  if (typeof text !== 'string') return []
  const ownNames = isObject(own) ? Object.keys(own) : []
  const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(match => match[1]!.trim())
  return names.filter(name => !ownNames.includes(name)).map(firstName)
}
