import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Emits client/index.ts and what it imports as JavaScript with types into `folder`, keeping the layout of the sources.
 * Throws where the result imports a package: the client must run with nothing installed beside it.
 */
export function emitClient(root: string, folder: string): void {
  const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
  const project = join(root, 'scripts/package/client.tsconfig.json')
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], { stdio: 'inherit' })
  const foreign = scriptsIn(folder).flatMap(file => packagesIn(readFileSync(file, 'utf8')))
  if (foreign.length > 0) throw new Error(`the client imports ${[...new Set(foreign)].join(', ')}`)
}

const scriptsIn = (folder: string): string[] =>
  ['client', 'lib'].flatMap(room => listed(join(folder, room))).filter(file => file.endsWith('.js'))

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file))
  } catch {
    return [] // the client may need nothing from lib
  }
}

/** Imported names that are neither a file beside it nor one of node's own modules. */
const packagesIn = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)]
    .map(match => match[1]!)
    .filter(name => !name.startsWith('.') && !name.startsWith('node:'))
