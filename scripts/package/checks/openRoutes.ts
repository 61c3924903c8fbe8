import { type Finding, type JsonObject, resourcesOf, type Template } from '../template.ts'

/** Ways in that ask for no signature. Until access keys exist every one of them must carry AWS_IAM. */
export function openRoutes(template: Template): Finding[] {
  return [
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Route')
      .filter(([, route]) => route.AuthorizationType !== 'AWS_IAM')
      .map(([id, route]) => open(id, `route "${route.RouteKey}" has no AWS_IAM authorizer`)),
    ...resourcesOf(template, 'AWS::Lambda::Url')
      .filter(([, url]) => url.AuthType !== 'AWS_IAM')
      .map(([id]) => open(id, 'function URL has no AWS_IAM authorizer')),
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Api')
      .filter(([, api]) => makesRoutesItself(api))
      .map(([id]) => open(id, 'the API makes routes that are not in the template')),
  ]
}

const open = (at: string, message: string): Finding => ({ check: 'open route', at, message })

/** Quick create (Target) and imported definitions (Body) bring routes of their own, which nobody can check here. */
const makesRoutesItself = (api: JsonObject): boolean =>
  ['Target', 'Body', 'BodyS3Location'].some(property => property in api)
