// npm run package: bundles the functions, packages every stage without credentials or network, and holds each template
// against AWS's validator and our own checks. Exits 1 with what was found.
import { join } from 'node:path'
import { packageStacks } from './package/packageStacks.ts'
import { sizeTable } from './package/sizes.ts'

const { bundles, stacks, problems } = await packageStacks(join(import.meta.dirname, '..'))
console.log(sizeTable(bundles))
for (const { stage, template } of stacks) {
  console.log(`dist/stacks/${stage}: ${Object.keys(template.Resources).length} resources`)
}
for (const problem of problems) console.error(problem)
console.log(problems.length === 0 ? 'all templates pass' : `${problems.length} problems: not fit to be deployed`)
process.exitCode = problems.length === 0 ? 0 : 1
