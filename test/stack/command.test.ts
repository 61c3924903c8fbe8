import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository, seed } from './aService.ts'
import { runOffline } from './offline.ts'

// The command itself, in a copy of what it reads: sources, serverless.yml and infra/.
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-command-'))
  for (const part of ['functions', 'lib', 'scripts', 'infra', 'serverless.yml', 'package.json']) {
    cpSync(join(repository, part), join(root, part), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Replaces a text in a file of the copy until the end of the test. */
function seeded(file: string, from: string, to: string): Disposable {
  seed(root, file, from, to)
  return { [Symbol.dispose]: () => seed(root, file, to, from) }
}

const npmRunPackage = () => runOffline(root, 'scripts/package.ts')

test('the guard against the network works: a command that reaches out is ended', async () => {
  const outcome = await runOffline(root, '--eval', "fetch('http://127.0.0.1').catch(() => {})")
  expect(outcome).toMatchObject({ code: 77, stderr: expect.stringContaining('reached for the network') })
})

test('npm run package passes with no network and no credentials', async () => {
  const { code, stdout, stderr } = await npmRunPackage()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const name of ['publish', 'poll', 'ack', 'manage', 'sqs', 'send', 'mns', 'upkeep'])
    expect(stdout).toMatch(new RegExp(`^${name} +\\d+\\.\\d`, 'm'))
  expect(stdout).toContain('all templates pass')
})

test('a dangling reference, and functions that ask nobody for a key, make it fail, and it says where', async () => {
  using _dangling = seeded('infra/permissions.yml', '!GetAtt MessagesTable.Arn', '!GetAtt MesagesTable.Arn')
  using _open = seeded('serverless.yml', 'SLUICE_AUTH: "on"', 'SLUICE_AUTH: "off"')
  const { code, stdout, stderr } = await npmRunPackage()
  expect(code).toBe(1)
  expect(stderr).toMatch(/^prod: dangling reference: Resources\.PublishRole\..*: nothing is named MesagesTable$/m)
  expect(stderr).toMatch(/^prod: open route: PollLambdaFunction: the function does not run with SLUICE_AUTH=on$/m)
  expect(stdout).toContain('not fit to be deployed')
})

test('a setting that the framework does not know makes it fail with the framework’s words', async () => {
  using _unknown = seeded('serverless.yml', 'runtime: nodejs24.x', 'runtimes: nodejs24.x')
  const { code, stderr } = await npmRunPackage()
  expect(code).toBe(1)
  expect(stderr).toContain("unrecognized property 'runtimes'")
})
