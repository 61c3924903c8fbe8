import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage, packPackage } from '../../scripts/package/npmPackage.ts'
import { repository } from './aService.ts'
import { bareEnvironment, runBare, runOffline } from './offline.ts'

// What a stranger gets: the archive, installed offline into an empty folder with nothing beside it.
let work: string
let home: string
let installed: string
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'sluice-published-'))
  const archive = packPackage(await copyAndBuild(join(work, 'sources')))
  home = join(work, 'empty')
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{}')
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', archive], { cwd: home, stdio: 'pipe' })
  installed = join(home, 'node_modules/sluice')
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Builds in a copy, so that the test leaves dist/ alone. */
async function copyAndBuild(root: string): Promise<string> {
  const papers = ['package.json', 'tsconfig.json', 'README.md', 'LICENSE', 'CHANGELOG.md']
  for (const part of ['cli', 'client', 'functions', 'lib', 'scripts', ...papers]) {
    cpSync(join(repository, part), join(root, part), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  await buildPackage(root)
  return root
}

const manifest = () => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
const version = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version
const sluice = (...args: string[]) => runBare(home, join(installed, 'cli/sluice.js'), ...args)

test('it is called sluice, carries the version of the workspace, and needs node 24 and nothing else', () => {
  expect(manifest()).toMatchObject({ name: 'sluice', version, license: 'Apache-2.0', engines: { node: '>=24' } })
  const needs = Object.keys(manifest()).filter(key => /dependencies|scripts/i.test(key))
  expect(needs).toEqual([])
  expect(readdirSync(join(home, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['sluice'])
})

test('it holds built JavaScript and papers, no sources', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt', 'client/index.d.ts']),
  )
  expect(files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([])
})

test('npm links the command', () => {
  expect(existsSync(join(home, 'node_modules/.bin/sluice'))).toBe(true)
  expect(readFileSync(join(installed, 'cli/sluice.js'), 'utf8').match(/^#!.*$/gm)).toEqual(['#!/usr/bin/env node'])
})

test('the command tells its version and how it is used', async () => {
  expect(await sluice('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  const help = await sluice('--help')
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const verb of ['serve', 'publish', 'poll', 'ack', 'work']) expect(help.stdout).toContain(verb)
})

test('it serves, and takes a message through from the command line', async () => {
  await using server = await serving()
  const url = ['--url', server.url]
  expect(await sluice('queue', 'create', 'orders', ...url)).toMatchObject({ code: 0 })
  expect(await sluice('publish', 'orders', 'hello', ...url)).toMatchObject({ code: 0 })
  const { code, stdout } = await sluice('poll', 'orders', '--ack', ...url)
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('hello') })
})

test('the client can be imported, and its types hold a strict compiler’s look', async () => {
  const program = "import * as sluice from 'sluice'\nconsole.log(Object.keys(sluice).length > 0)\n"
  writeFileSync(join(home, 'program.mts'), program)
  expect(await runOffline(home, 'program.mts')).toMatchObject({ code: 0, stdout: 'true\n' })
  const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')]
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', ...types]
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const answer = await runOffline(home, compiler, '--ignoreConfig', ...strict, 'program.mts')
  expect(answer).toEqual({ code: 0, stdout: '', stderr: '' })
})

/** The installed server on a free port. At the end of the test it is stopped, and has to stop cleanly. */
async function serving(): Promise<{ url: string } & AsyncDisposable> {
  const command = [join(installed, 'cli/sluice.js'), 'serve', '--port', '0', '--data', join(home, 'data')]
  const server = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env: bareEnvironment(home) })
  const ended = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  }
  return { url: await readyUrl(server), [Symbol.asyncDispose]: stop }
}

async function readyUrl(server: ChildProcess): Promise<string> {
  for await (const line of createInterface(server.stdout!)) {
    const [, url] = /^sluice ready (\S+)$/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`the server ended without being ready: ${await text(server.stderr!)}`)
}
