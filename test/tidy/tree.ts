import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree } from './rule.ts'

const root = join(import.meta.dirname, '../..')

// What .gitignore leaves out, and what is not text.
const skipped = new Set(['.git', 'node_modules', 'dist', '.sluice', '.serverless', 'coverage', 'golden'])
const isText = (name: string): boolean => /\.(ts|mjs|js|json|md|yml|yaml|html|css|txt)$|^[^.]+$|^\.[a-z]+$/.test(name)

function pathsUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name))
    .flatMap(entry => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return pathsUnder(path)
      return entry.isFile() && isText(entry.name) ? [path] : []
    })
}

/** The project as it lies on the disk, committed or not: a new file is held to the rules before its first commit. */
export const projectTree = (): Tree =>
  new Map(pathsUnder('').map(path => [path, readFileSync(join(root, path), 'utf8')]))
