import { type Finding, resourcesOf, type Template } from '../template.ts'

/** Logs that would be kept, and paid for, for ever: a function without a log group, a log group without an end. */
export function endlessLogs(template: Template): Finding[] {
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup')
  const names = new Set(groups.map(([, group]) => group.LogGroupName))
  return [
    ...groups
      .filter(([, group]) => typeof group.RetentionInDays !== 'number')
      .map(([id]) => found(id, 'has no retention')),
    ...resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { FunctionName }]) => !names.has(`/aws/lambda/${FunctionName}`))
      .map(([id]) => found(id, 'has no log group in the template')),
  ]
}

const found = (at: string, message: string): Finding => ({ check: 'log retention', at, message })
