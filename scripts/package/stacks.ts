import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { TablePromise } from './checks/tables.ts'
import type { JsonObject, Template } from './template.ts'

const run = promisify(execFile)

/** One packaged stage: the folder with template and zips, the template, and what infra/stages says of it. */
export type Stack = {
  stage: string
  folder: string
  templatePath: string
  template: Template
  promise: TablePromise & JsonObject
  /** What everything in it is marked with: CloudFormation is told beside the template. */
  tags: Record<string, string>
}

/** Every stage has a file in infra/stages. */
export const stageNames = (root: string): string[] =>
  readdirSync(join(root, 'infra/stages'))
    .filter(file => file.endsWith('.yml'))
    .map(file => basename(file, '.yml'))
    .sort()

/**
 * Packages one stage into `root/dist/stacks/STAGE`. The framework keeps its intermediate files in one folder, so two
 * stages of one root must not be packaged at the same time. Throws with the framework's own words.
 */
export async function packStage(root: string, stage: string): Promise<Stack> {
  const folder = join(root, 'dist/stacks', stage)
  rmSync(folder, { recursive: true, force: true })
  const framework = join(import.meta.dirname, '../../node_modules/serverless/bin/serverless.js')
  const command = [framework, 'package', '--stage', stage, '--package', folder]
  await run(process.execPath, command, { cwd: root, env: withoutAws() }).catch(error => {
    throw new Error(`serverless package --stage ${stage} failed\n${error.stdout}${error.stderr}`)
  })
  return readStack(stage, folder)
}

function readStack(stage: string, folder: string): Stack {
  const templatePath = join(folder, 'cloudformation-template-update-stack.json')
  const template = JSON.parse(readFileSync(templatePath, 'utf8')) as Template
  const state = JSON.parse(readFileSync(join(folder, 'serverless-state.json'), 'utf8'))
  const { custom, provider } = state.service
  return { stage, folder, templatePath, template, promise: custom.stage, tags: provider.stackTags }
}

/** A package must come out the same wherever it is made, so no account, region or profile of this machine goes in. */
const withoutAws = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
