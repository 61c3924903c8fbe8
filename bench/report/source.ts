import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../servers/child.ts'

/** The commit that was measured, and whether the tree had changes on top of it. */
export function commit(): string {
  try {
    const changes = git('status', '--porcelain') === '' ? '' : ', with changes that are not committed'
    return `${git('rev-parse', '--short=12', 'HEAD')}${changes}`
  } catch {
    return 'unknown'
  }
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

export function versions(): string {
  const ours = versionIn(join(root, 'package.json'))
  const theirs = versionIn(fileURLToPath(new URL('../package.json', import.meta.resolve('fauxqs'))))
  return `Sluice ${ours}, fauxqs ${theirs}, Node ${process.versions.node}, SQLite ${process.versions.sqlite}`
}

const versionIn = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
