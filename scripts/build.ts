// npm run build [functions|package]: bundles the functions for the stack, and lays out and packs what is published.
import { join } from 'node:path'
import { bundleFunctions } from './package/bundle.ts'
import { buildPackage, packPackage } from './package/npmPackage.ts'
import { sizeTable } from './package/sizes.ts'

const root = join(import.meta.dirname, '..')

async function buildFunctions(): Promise<void> {
  const bundles = await bundleFunctions(join(root, 'functions/aws'), join(root, 'dist/functions'))
  console.log(sizeTable(bundles))
}

async function buildPublished(): Promise<void> {
  const cli = await buildPackage(root)
  console.log(`cli ${(cli.bytes / 1024).toFixed(1)} KB, packed ${packPackage(root)}`)
}

const parts: Record<string, () => Promise<void>> = { functions: buildFunctions, package: buildPublished }

const [wanted, ...others] = process.argv.slice(2)
const names = wanted === undefined ? Object.keys(parts) : [wanted]
if (others.length > 0 || names.some(name => !Object.hasOwn(parts, name))) {
  console.error(`usage: npm run build [-- ${Object.keys(parts).join(' | ')}]`)
  process.exit(2)
}
for (const name of names) await parts[name]!()
