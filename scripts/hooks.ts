import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installHook } from './hooks/install.ts'

// Installs the pre-commit hook (npm run hooks). Leaves a hook that is there alone.

const root = join(import.meta.dirname, '..')

/** Where git looks for hooks here: core.hooksPath and worktrees taken into account. */
const hooksFolder = (): string =>
  execFileSync('git', ['rev-parse', '--path-format=absolute', '--git-path', 'hooks'], {
    cwd: root,
    encoding: 'utf8',
  }).trim()

if (existsSync(join(root, '.git'))) {
  const { path, outcome } = installHook(hooksFolder())
  const words = { installed: 'Installed', ours: 'Already installed', theirs: 'Left alone, as it is not ours' }
  console.log(`${words[outcome]}: ${path}`)
  if (outcome === 'theirs') console.log('To run the checks as well, let it call: npm run --silent check:fast')
} else {
  console.log('This is no git repository, so there is nowhere to install a hook.')
  process.exitCode = 1
}
