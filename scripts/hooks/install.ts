import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const mark = '# Installed by npm run hooks; delete this file to be rid of it.'

// git starts hooks with the environment of the commit, in which GIT_DIR would lead tests of git itself astray.
const hook = `#!/bin/sh
${mark}
unset GIT_DIR GIT_INDEX_FILE
exec npm run --silent check:fast
`

export type Installed = { path: string; outcome: 'installed' | 'ours' | 'theirs' }

/** Writes the pre-commit hook into a folder of hooks, unless there is one. */
export function installHook(folder: string): Installed {
  const path = join(folder, 'pre-commit')
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(path, hook, { flag: 'wx', mode: 0o755 })
    return { path, outcome: 'installed' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { path, outcome: readFileSync(path, 'utf8').includes(mark) ? 'ours' : 'theirs' }
  }
}
