import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { installHook } from './install.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-hooks-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a hook is installed once, to be run', () => {
  const folder = join(aFolder(), 'hooks')
  const { path, outcome } = installHook(folder)
  expect(outcome).toBe('installed')
  expect(statSync(path).mode & 0o100).toBe(0o100)
  const text = readFileSync(path, 'utf8')
  expect(installHook(folder)).toEqual({ path, outcome: 'ours' })
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('a hook that is there is left as it is', () => {
  const folder = aFolder()
  writeFileSync(join(folder, 'pre-commit'), '#!/bin/sh\nexit 0\n')
  expect(installHook(folder).outcome).toBe('theirs')
  expect(readFileSync(join(folder, 'pre-commit'), 'utf8')).toBe('#!/bin/sh\nexit 0\n')
})

test('a commit is refused when the checks fail, and made when they pass', () => {
  const folder = aFolder()
  const run = (command: string, ...given: string[]) => spawnSync(command, given, { cwd: folder, encoding: 'utf8' })
  const setCheck = (command: string) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { 'check:fast': command } }))
  const identity = ['-c', 'user.name=one', '-c', 'user.email=one@example.org']
  const commit = () => run('git', ...identity, 'commit', '--allow-empty', '-m', 'Try').status
  run('git', 'init', '-q')
  mkdirSync(join(folder, '.git', 'hooks'), { recursive: true })
  installHook(join(folder, '.git', 'hooks'))
  setCheck('exit 1')
  expect(commit()).toBe(1)
  setCheck('exit 0')
  expect(commit()).toBe(0)
})
