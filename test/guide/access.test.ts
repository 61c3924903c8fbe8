import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { actions } from '../../lib/actions/actions.ts'
import { script } from '../cli/aCommand.ts'
import { aFolder, aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/access.md'), 'utf8')
const home = 'http://127.0.0.1:9324'

test('the walk in the page on access works as printed', async () => {
  const { server } = await aServer({ auth: 'on' })
  const bin = aFolder()
  writeFileSync(join(bin, 'sluice'), `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`)
  chmodSync(join(bin, 'sluice'), 0o755)
  const [, walk = ''] = page.match(/```sh\n([\s\S]*?)```/) ?? []
  const { id, secret } = server.firstKey!
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    SLUICE_URL: server.url,
    SLUICE_ACCESS_KEY_ID: id,
    SLUICE_SECRET_ACCESS_KEY: secret,
  }
  const words = ['-euo', 'pipefail', '-c', walk.replaceAll(home, server.url)]
  const { stdout } = await promisify(execFile)('bash', words, { env, encoding: 'utf8' })
  expect(stdout.split('\n').filter(line => /^\d+$/.test(line))).toEqual(['201', '403', '401', '401'])
})

test('the actions that the page gives away are actions', () => {
  const given = [...page.matchAll(/^\| [^|]+ \| ([^|]+) \|$/gm)].flatMap(([, cell]) => [
    ...cell!.matchAll(/`([\w,]+)`/g),
  ])
  const names = given.flatMap(([, list]) => list!.split(','))
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) expect(Object.keys(actions)).toContain(name)
})
