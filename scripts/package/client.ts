import { execFileSync } from 'node:child_process'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Emits client/index.ts and what it imports as JavaScript with types into `folder`, keeping the layout of the sources.
 * Rejects where the result imports a package: the client must run with nothing installed beside it.
 */
export async function emitClient(root: string, folder: string): Promise<void> {
  const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
  const project = join(root, 'scripts/package/client.tsconfig.json')
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], { stdio: 'inherit' })
  const foreign = await importedPackages(join(folder, 'client/index.js'))
  if (foreign.length > 0) throw new Error(`the client imports ${foreign.join(', ')}`)
}

/** Packages that a script imports, itself or through the files beside it; node's own modules are none. */
export async function importedPackages(script: string): Promise<string[]> {
  const options = { bundle: true, packages: 'external', platform: 'node', write: false, metafile: true } as const
  const { metafile } = await build({ ...options, entryPoints: [script] })
  const imports = Object.values(metafile.inputs).flatMap(input => input.imports)
  const outside = imports.filter(({ external, path }) => external && !isBuiltin(path))
  return [...new Set(outside.map(({ path }) => path))].sort()
}
