import { join } from 'node:path'
import { type Bundle, bundleFunctions } from './bundle.ts'
import { checkTemplate } from './checks/index.ts'
import { stageFaults } from './checks/stage.ts'
import { oversized } from './sizes.ts'
import { packStage, type Stack, stageNames } from './stacks.ts'
import type { Finding } from './template.ts'
import { validateTemplates } from './validate.ts'

/** What came of packaging: `problems` says in words what keeps it from being deployed, and is empty when all is well. */
export type Packaged = { bundles: Bundle[]; stacks: Stack[]; problems: string[] }

/** Bundles the functions of a folder, packages every stage of `root` into `root/dist/stacks` and checks each template. */
export async function packageStacks(root: string, entriesFolder = join(root, 'functions/aws')): Promise<Packaged> {
  const bundles = await bundleFunctions(entriesFolder, join(root, 'dist/functions'))
  const stacks: Stack[] = []
  for (const stage of stageNames(root)) stacks.push(await packStage(root, stage)) // never two at once, see packStage
  return { bundles, stacks, problems: [...oversized(bundles), ...problemsOf(stacks)] }
}

function problemsOf(stacks: readonly Stack[]): string[] {
  const validated = validateTemplates(stacks.map(({ templatePath }) => templatePath))
  return stacks.flatMap(({ stage, template, templatePath, promise }) =>
    [...validated.get(templatePath)!, ...checkTemplate(template, promise), ...stageFaults(promise)].map(finding =>
      show(stage, finding),
    ),
  )
}

const show = (stage: string, { check, at, message }: Finding): string => `${stage}: ${check}: ${at}: ${message}`
