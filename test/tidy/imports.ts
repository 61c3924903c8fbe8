import { posix } from 'node:path'
import type { Tree } from './rule.ts'

/** One import, type imports included: `target` is a path of the project, or the name of a package. */
export type Import = { from: string; target: string; isOurs: boolean }

const names = String.raw`[\w$*{][\w$\s,*{}]*`
const statement = new RegExp(`^(?:import|export)\\s+${names}\\sfrom\\s+'([^']+)'`, 'gm')
const bare = /^import\s+'([^']+)'/gm
const dynamic = /(?<!^\s*(?:\*|\/\/).*)\bimport\(\s*'([^']+)'/gm

/** What a source imports, as it is written there: statements in this project's format, and `import('…')`. */
export const specifiersOf = (source: string): string[] =>
  [statement, bare, dynamic].flatMap(pattern => [...source.matchAll(pattern)].map(match => match[1]!))

const toImport = (from: string, specifier: string): Import =>
  specifier.startsWith('.')
    ? { from, target: posix.join(posix.dirname(from), specifier), isOurs: true }
    : { from, target: packageOf(specifier), isOurs: false }

/** `@scope/name/deep` and `name/deep` without the way into the package; `node:fs/promises` as it is. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

export const importsOf = (tree: Tree): Import[] =>
  [...tree]
    .filter(([path]) => /\.(ts|mjs)$/.test(path))
    .flatMap(([path, source]) => specifiersOf(source).map(specifier => toImport(path, specifier)))
