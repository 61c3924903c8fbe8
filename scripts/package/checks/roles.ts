import { asList, type Finding, type JsonObject, resourcesOf, type Template, targetOf } from '../template.ts'

/** Functions that share a role, use one from outside the template, or one with managed policies nobody sees here. */
export function sharedRoles(template: Template): Finding[] {
  const functions = resourcesOf(template, 'AWS::Lambda::Function')
  const roles = new Map(resourcesOf(template, 'AWS::IAM::Role'))
  return functions.flatMap(([id, { Role }]) => {
    const role = targetOf(Role)
    if (role === undefined || !roles.has(role)) return [found(id, 'has no role of this template')]
    const others = functions.filter(([other, that]) => other !== id && targetOf(that.Role) === role)
    return [...others.map(([other]) => found(id, `shares ${role} with ${other}`)), ...managed(role, roles.get(role)!)]
  })
}

const managed = (id: string, role: JsonObject): Finding[] =>
  asList(role.ManagedPolicyArns).length > 0 ? [found(id, 'has managed policies')] : []

const found = (at: string, message: string): Finding => ({ check: 'role', at, message })
