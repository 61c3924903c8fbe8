import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sluice } from '../../cli/fixtures.ts'
import { aServer } from '../server/aServer.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/ordered.md'), 'utf8')

/** The words of a command line, what is quoted being one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)

const walks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, walk]) => walk!.trim().split('\n'))

/** What each line of a walk prints; ID stands for what its first publish printed. */
async function follow(walk: readonly string[]): Promise<string[]> {
  const { server } = await aServer()
  const said: string[] = []
  for (const line of walk) {
    const [, ...words] = wordsOf(line.replace('ID', said[1]?.trim() ?? ''))
    const { code, stdout } = await sluice(words, { url: server.url })
    expect([line, code]).toEqual([line, 0])
    said.push(stdout)
  }
  return said
}

test('the walk through an ordered queue does what its page says', async () => {
  const [, promised = ''] = /stores nothing; then\n\n([\s\S]*?)\n\n/.exec(guide) ?? []
  const [, , second, , fourth, polled] = await follow(walks[0]!)
  expect(fourth).toBe(second)
  expect(polled).toBe(`${promised.replaceAll(/^ {4}/gm, '')}\n`)
})

test('the walk through a parked group does what its page says', async () => {
  const [created, id, , first, nothing, delayed, , both] = await follow(walks[1]!)
  expect(created).toMatch(/^parks +a group after 1 attempts$/m)
  expect([first, nothing, both]).toEqual(['job 1\n', '', 'job 1\njob 2\n'])
  expect(delayed).toContain(id!.trim())
  expect(delayed).toContain('job 1')
})

test('the commands take and show what ordered queues have', async () => {
  const { server } = await aServer()
  const run = async (line: string) => (await sluice(wordsOf(line), { url: server.url })).stdout
  const created = await run('queue create a.fifo --content-based-deduplication --deduplication-scope group')
  expect(created).toMatch(/^deduplication +by id or body, in the group, for 300 s$/m)
  const updated = await run('queue update a.fifo --no-content-based-deduplication --deduplication-window 1h')
  expect(updated).toMatch(/^deduplication +by id, in the group, for 3600 s$/m)
  expect(updated).not.toContain('parks')
  expect(await run('queue update a.fifo --park-after 3')).toMatch(/^parks +a group after 3 attempts$/m)
  expect(await run('queue update a.fifo --deduplication-window 2h')).toMatch(/^parks +a group after 3 attempts$/m)
  expect(await run('queue update a.fifo --park-after none')).not.toContain('parks')
  await run('publish a.fifo hello --group g --deduplication-id d')
  const first = await run('poll a.fifo --attempt-id try --visibility-timeout 1h')
  expect(first).toMatch(/^group +g$/m)
  expect(first).toMatch(/^dedup id +d$/m)
  expect(first).toMatch(/^sequence +\d{20}$/m)
  const receiptOf = (shown: string) => /^receipt +(\S+)$/m.exec(shown)?.[1]
  expect(receiptOf(await run('poll a.fifo --attempt-id try'))).toBe(receiptOf(first))
  expect(await run('queue create b')).not.toContain('deduplication')
})
