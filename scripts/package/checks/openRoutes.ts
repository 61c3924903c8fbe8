import { type Finding, isObject, type JsonObject, resourcesOf, type Template } from '../template.ts'

/**
 * Ways in that nobody watches. Callers sign for us, with access keys, so no route may ask for another signature before, and
 * every function has to ask for one.
 */
export function openRoutes(template: Template): Finding[] {
  return [
    ...resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { Environment }]) => !asksForKeys(Environment))
      .map(([id]) => found('open route', id, 'the function does not run with SLUICE_AUTH=on')),
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Route')
      .filter(([, { AuthorizationType }]) => (AuthorizationType ?? 'NONE') !== 'NONE')
      .map(([id, route]) => found('authorizer', id, `route "${route.RouteKey}" asks for a signature that is not ours`)),
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Api')
      .filter(([, api]) => makesRoutesItself(api))
      .map(([id]) => found('open route', id, 'the API makes routes that are not in the template')),
  ]
}

const found = (check: string, at: string, message: string): Finding => ({ check, at, message })

const asksForKeys = (environment: unknown): boolean =>
  isObject(environment) && isObject(environment.Variables) && environment.Variables.SLUICE_AUTH === 'on'

/** Quick create (Target) and imported definitions (Body) bring routes of their own, which nobody can check here. */
const makesRoutesItself = (api: JsonObject): boolean =>
  ['Target', 'Body', 'BodyS3Location'].some(property => property in api)
