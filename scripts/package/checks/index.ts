import type { Finding, Template } from '../template.ts'
import { danglingReferences } from './dangling.ts'
import { endlessLogs } from './logs.ts'
import { openRoutes } from './openRoutes.ts'
import { sharedRoles } from './roles.ts'
import { brokenTables, type TablePromise } from './tables.ts'
import { wildcards } from './wildcards.ts'

/** Everything of ours that a template must pass before it may be deployed. */
export const checkTemplate = (template: Template, stage: TablePromise): Finding[] => [
  ...danglingReferences(template),
  ...openRoutes(template),
  ...wildcards(template),
  ...sharedRoles(template),
  ...endlessLogs(template),
  ...brokenTables(template, stage),
]
