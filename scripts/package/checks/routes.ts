import {
  type Finding,
  isObject,
  type JsonObject,
  resourcesOf,
  stringsIn,
  type Template,
  targetOf,
} from '../template.ts'

/** One route of the API: which function answers a method on a path. */
export type Route = { method: string; path: string; function: string }

/** Routes that only one side knows: the template or the route table of the code. */
export function routeDifferences(template: Template, table: readonly Route[]): Finding[] {
  const deployed = new Set(routesOf(template).map(show))
  const known = new Set(table.map(show))
  return [
    ...[...known.difference(deployed)].map(route => differs(route, 'is in the code and not in the template')),
    ...[...deployed.difference(known)].map(route => differs(route, 'is in the template and not in the code')),
  ]
}

/** The routes of a template, each with the name of its function in serverless.yml. */
export function routesOf(template: Template): Route[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => {
    const [method = '', path = ''] = String(route.RouteKey).split(' ')
    return { method, path, function: functionOf(template, route) }
  })
}

/** A route names an integration, the integration a function, and the function is called sluice-STAGE-NAME. */
function functionOf(template: Template, route: JsonObject): string {
  const integration = stringsIn(route.Target).find(name => isIntegration(template, name))
  const uri = integration === undefined ? undefined : template.Resources[integration]?.Properties?.IntegrationUri
  const target = targetOf(uri)
  const properties = target === undefined ? undefined : template.Resources[target]?.Properties
  return isObject(properties) ? String(properties.FunctionName).split('-').at(-1)! : 'nothing'
}

const isIntegration = (template: Template, name: string): boolean =>
  template.Resources[name]?.Type === 'AWS::ApiGatewayV2::Integration'

const show = ({ method, path, function: name }: Route): string => `${method} ${path} → ${name}`
const differs = (at: string, message: string): Finding => ({ check: 'route table', at, message })
