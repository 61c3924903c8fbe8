import { settleConditions } from '../conditions.ts'
import type { Finding, Template } from '../template.ts'
import { danglingReferences } from './dangling.ts'
import { endlessLogs } from './logs.ts'
import { openRoutes } from './openRoutes.ts'
import { sharedRoles } from './roles.ts'
import { brokenTables, type TablePromise } from './tables.ts'
import { wildcards } from './wildcards.ts'

/** Everything of ours that a template must pass before it may be deployed. */
export function checkTemplate(template: Template, stage: TablePromise): Finding[] {
  const settled = settleConditions(template)
  return [
    ...danglingReferences(template),
    ...openRoutes(settled),
    ...wildcards(settled),
    ...sharedRoles(settled),
    ...endlessLogs(settled),
    ...brokenTables(settled, stage),
  ]
}
