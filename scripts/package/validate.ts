import { type Engine, RegoEngine, type StandardDiagnostic, TemplateFile } from '@aws/cloudformation-validate'
import type { Finding } from './template.ts'

/**
 * What AWS's own offline validator holds against each template, by the template's path. Loading it takes seconds, so all
 * templates are asked for at once. An answer that it could not finish is a finding too.
 */
export function validateTemplates(paths: readonly string[]): Map<string, Finding[]> {
  const engine = new RegoEngine()
  try {
    return new Map(paths.map(path => [path, findingsOf(engine, path)]))
  } finally {
    engine.free()
  }
}

function findingsOf(engine: Engine, path: string): Finding[] {
  const { status, diagnostics } = engine.validateStandard(new TemplateFile(path))
  const unfinished = status === 'OK' ? [] : [{ check: 'validator', at: path, message: `ended as ${status}` }]
  return [...unfinished, ...diagnostics.filter(isFatal).map(toFinding)]
}

/** W3030 is only a warning there, but it says that a value is none of those allowed: no deploy survives it. */
const isFatal = ({ severity, ruleId }: StandardDiagnostic): boolean =>
  severity === 'FATAL' || severity === 'ERROR' || ruleId === 'W3030'

const toFinding = ({ ruleId, message, entity, propertyPath }: StandardDiagnostic): Finding => ({
  check: ruleId,
  at: [entity?.logicalId, propertyPath].filter(Boolean).join('.') || 'template',
  message,
})
