import {
  asList,
  type Finding,
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
  resourcesOf,
  stringsIn,
  type Template,
} from '../template.ts'

/**
 * Rights wider than what they name: `*` or `?` in an action or a resource that some policy allows. All objects of a
 * bucket of the template may be named by one star, as they have no other name; so may what an action is about for which AWS
 * knows no resource.
 */
export function wildcards(template: Template): Finding[] {
  const objects = resourcesOf(template, 'AWS::S3::Bucket').map(([id]) => `\${${id}.Arn}/*`)
  return [...objectsIn(template.Resources as Json)]
    .filter(([, node]) => 'Statement' in node)
    .flatMap(([at, node]) => asList(node.Statement).flatMap((statement, index) => check(at, index, statement, objects)))
}

/** By AWS's own list these take no resource but all. */
const nameless = ['ecr:GetAuthorizationToken']

function check(at: string, index: number, statement: Json, objects: readonly string[]): Finding[] {
  const { Effect, Action, Resource, NotAction, NotResource } = statement as JsonObject
  if (Effect !== 'Allow') return []
  const isNameless = Resource === '*' && asList(Action).every(action => nameless.includes(String(action)))
  const inverted = NotAction !== undefined || NotResource !== undefined
  const named = asList(Resource).filter(
    resource => !isNameless && !objects.includes(String(isObject(resource) && resource['Fn::Sub'])),
  )
  const wide = [...stringsIn(Action), ...stringsIn(named)].filter(text => /[*?]/.test(text))
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
