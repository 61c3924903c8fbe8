import { asList, type Finding, type Json, type JsonObject, objectsIn, stringsIn, type Template } from '../template.ts'

/** Rights wider than what they name: `*` or `?` in an action or a resource that some policy allows. */
export function wildcards(template: Template): Finding[] {
  return [...objectsIn(template.Resources as Json)]
    .filter(([, node]) => 'Statement' in node)
    .flatMap(([at, node]) => asList(node.Statement).flatMap((statement, index) => check(at, index, statement)))
}

function check(at: string, index: number, statement: Json): Finding[] {
  const { Effect, Action, Resource, NotAction, NotResource } = statement as JsonObject
  if (Effect !== 'Allow') return []
  const inverted = NotAction !== undefined || NotResource !== undefined
  const wide = [...stringsIn(Action), ...stringsIn(Resource)].filter(text => /[*?]/.test(text))
  return [
    ...(inverted ? [found(at, index, 'allows everything but what it names')] : []),
    ...wide.map(text => found(at, index, `allows "${text}"`)),
  ]
}

const found = (at: string, index: number, message: string): Finding => ({
  check: 'wildcard',
  at: `${at}.Statement.${index}`,
  message,
})
