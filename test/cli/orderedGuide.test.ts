import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sluice } from '../../cli/fixtures.ts'
import { aServer } from '../server/aServer.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/ordered.md'), 'utf8')

/** The words of a command line, what is quoted being one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)

test('the walk through an ordered queue does what its page says', async () => {
  const [, walk = ''] = /```sh\n([\s\S]*?)```/.exec(guide) ?? []
  const [, promised = ''] = /stores nothing; then\n\n([\s\S]*?)\n\n/.exec(guide) ?? []
  const { server } = await aServer()
  const said: string[] = []
  for (const line of walk.trim().split('\n')) {
    const [, ...words] = wordsOf(line)
    const { code, stdout } = await sluice(words, { url: server.url })
    expect([line, code]).toEqual([line, 0])
    said.push(stdout)
  }
  const [, , second, , fourth, polled] = said
  expect(fourth).toBe(second)
  expect(polled).toBe(promised.replaceAll(/^ {4}/gm, '') + '\n')
})
