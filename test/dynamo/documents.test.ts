import { describe, expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import type { Store } from '../../lib/store/store.ts'
import { documentPromises } from '../contract/documents.ts'
import { aContext, startMs } from '../fixtures.ts'
import { aDocuments, beside } from './aDocuments.ts'
import { type HookedDynamo, table } from './aDynamo.ts'

describe('what every store promises of documents', () => {
  documentPromises(
    async () => ({ documents: aDocuments().documents, close: async () => {} }) as Partial<Store> as Store,
  )
})

/** The next call happens, but nobody hears of it. */
function loseNextReply(dynamo: HookedDynamo): void {
  dynamo.before = async () => {
    dynamo.before = async () => 'goOn'
    return 'loseReply'
  }
}

describe('a write whose reply was lost', () => {
  test('is known as our own, be it a creation, a change or a removal', async () => {
    const { documents, dynamo } = aDocuments()
    loseNextReply(dynamo)
    const created = await documents.write('queue', 'orders', 1, 'absent')
    expect(created).toMatchObject({ kind: 'written' })
    const { version } = (await documents.read('queue', 'orders'))!
    expect(created).toEqual({ kind: 'written', version })
    loseNextReply(dynamo)
    const changed = await documents.write('queue', 'orders', 2, version)
    expect(changed).toMatchObject({ kind: 'written' })
    loseNextReply(dynamo)
    expect(await documents.remove('queue', 'orders', changed.kind === 'written' ? changed.version : 0)).toBe('removed')
  })

  test('is a conflict when somebody else was faster', async () => {
    const here = aDocuments()
    const { documents, dynamo } = here
    const there = beside(here)
    dynamo.before = async () => {
      dynamo.before = async () => 'goOn'
      await there.put('orders', 'theirs')
      return 'goOn'
    }
    expect(await documents.write('queue', 'orders', 'ours', 'absent')).toEqual({ kind: 'conflict' })
  })

  test('never heard of again is a busy store', async () => {
    const { documents, dynamo } = aDocuments()
    dynamo.before = async () => Promise.reject(Object.assign(new Error('late'), { name: 'TimeoutError' }))
    const write = documents.write('queue', 'orders', 1, 'absent')
    await expect(write).rejects.toEqual(new Problem('StoreBusy'))
  })
})

describe('versions', () => {
  const versionOf = async ({ documents }: ReturnType<typeof aDocuments>) =>
    (await documents.read('queue', 'orders'))!.version

  test('grow with each write, also from a process whose clock is behind', async () => {
    const ahead = aContext()
    ahead.wall.advanceMs(60_000)
    const there = aDocuments(undefined, ahead)
    await there.put('orders', 1)
    const first = await versionOf(there)
    const here = beside(there)
    await here.documents.write('queue', 'orders', 2, first)
    const second = await versionOf(here)
    expect(second).toBeGreaterThan(first)
    await here.remove('orders')
    const third = beside(there, aContext(9))
    await third.put('orders', 3)
    expect(third.dynamo.calls).toEqual(['PutItem', 'PutItem'])
    expect(await versionOf(here)).toBeGreaterThan(second + 1)
  })

  test('grow over a removal that nothing is left of', async () => {
    const here = aDocuments()
    await here.put('orders', 1)
    const first = await versionOf(here)
    await here.remove('orders')
    const Key = { p: { S: 'queue' }, s: { S: 'orders' } }
    await here.dynamo.fake.call('DeleteItem', { TableName: table, Key })
    const later = aContext()
    later.wall.advanceMs(86_400_000)
    const there = beside(here, later)
    await there.put('orders', 2)
    expect(await versionOf(there)).toBeGreaterThan(first + 1)
  })

  test('of what was removed are good for nothing, guessed or not', async () => {
    const here = aDocuments()
    await here.put('orders', 1)
    const first = await versionOf(here)
    await here.remove('orders')
    for (let version = first; version < first + 4; version++) {
      expect(await here.documents.remove('queue', 'orders', version)).toBe('conflict')
      expect(await here.documents.write('queue', 'orders', 2, version)).toEqual({ kind: 'conflict' })
    }
  })

  test('are not given twice in one millisecond', async () => {
    const { documents, put } = aDocuments()
    for (const name of ['a', 'b', 'c']) await put(name, 1)
    const versions = (await documents.list('queue', { prefix: '', limit: 9 })).map(({ version }) => version)
    expect(new Set(versions).size).toBe(3)
  })

  test('a creation that comes late finds that its document was made and removed meanwhile', async () => {
    const here = aDocuments()
    const requests: [never, never][] = []
    here.dynamo.before = async (operation, input) => {
      requests.push([operation as never, input as never])
      return 'goOn'
    }
    await here.put('orders', 1)
    await here.remove('orders')
    await expect(here.dynamo.fake.call(...requests[0]!)).rejects.toThrow()
    expect(await here.documents.read('queue', 'orders')).toBeUndefined()
  })
})

test('a removed document leaves a tombstone for a day, and nothing of what it said', async () => {
  const { dynamo, put, remove } = aDocuments()
  await put('orders', { secret: 1 })
  expect(dynamo.fake.get(table, 'queue', 'orders')).not.toHaveProperty('t')
  await remove('orders')
  const item = dynamo.fake.get(table, 'queue', 'orders')!
  expect(item).not.toHaveProperty('j')
  expect(item.t).toEqual({ N: String(startMs / 1000 + 86_400) })
  await put('orders', 2)
  expect(dynamo.fake.get(table, 'queue', 'orders')).not.toHaveProperty('t')
})

test('a list goes on over pages and removed names until it has as many as asked', async () => {
  const { documents, dynamo, put, remove } = aDocuments()
  const names = Array.from({ length: 40 }, (_, index) => `q${10 + index}`)
  for (const name of names) await put(name, 'x'.repeat(100_000))
  for (const name of names.slice(0, 30)) await remove(name)
  const list = async (limit: number, after?: string) =>
    (await documents.list('queue', { prefix: 'q', limit, after })).map(({ name }) => name)
  dynamo.calls.length = 0
  expect(await list(4)).toEqual(['q40', 'q41', 'q42', 'q43'])
  expect(dynamo.calls).toHaveLength(9)
  expect(await list(100)).toEqual(names.slice(30))
  expect(await list(100, 'q47')).toEqual(['q48', 'q49'])
})

test('a closed store keeps and shows nothing', async () => {
  const { documents } = aDocuments(undefined, undefined, () => {
    throw new Problem('ShuttingDown')
  })
  const closed = { code: 'ShuttingDown' }
  await expect(documents.read('queue', 'orders')).rejects.toMatchObject(closed)
  await expect(documents.write('queue', 'orders', 1, 'absent')).rejects.toMatchObject(closed)
  await expect(documents.remove('queue', 'orders', 1)).rejects.toMatchObject(closed)
  await expect(documents.list('queue', { prefix: '', limit: 1 })).rejects.toMatchObject(closed)
})

test('a document that does not fit into an item is refused, and nothing is written', async () => {
  const { documents } = aDocuments()
  await expect(documents.write('queue', 'orders', 'x'.repeat(410_000), 'absent')).rejects.toThrow()
  expect(await documents.read('queue', 'orders')).toBeUndefined()
})
