import { expect, test } from 'vitest'
import { type MakeStore, openStore } from './open.ts'

export function documentPromises(makeStore: MakeStore): void {
  test('a document is created once, written by version, and read back', async () => {
    const { documents } = (await openStore(makeStore)).store
    expect(await documents.read('queue', 'orders')).toBeUndefined()
    const created = await documents.write('queue', 'orders', { deep: [1, { two: 'drei' }] }, 'absent')
    expect(created.kind).toBe('written')
    expect(await documents.write('queue', 'orders', {}, 'absent')).toEqual({ kind: 'conflict' })
    const first = (await documents.read('queue', 'orders'))!
    expect(first).toMatchObject({ name: 'orders', value: { deep: [1, { two: 'drei' }] } })
    const second = await documents.write('queue', 'orders', { next: true }, first.version)
    expect(second).toMatchObject({ kind: 'written' })
    expect(await documents.write('queue', 'orders', {}, first.version)).toEqual({ kind: 'conflict' })
    expect((await documents.read('queue', 'orders'))!.value).toEqual({ next: true })
  })

  test('a document is removed by version, and its next life has a new one', async () => {
    const { documents } = (await openStore(makeStore)).store
    await documents.write('queue', 'orders', 1, 'absent')
    const first = (await documents.read('queue', 'orders'))!.version
    expect(await documents.remove('queue', 'orders', first + 1)).toBe('conflict')
    expect(await documents.remove('queue', 'orders', first)).toBe('removed')
    expect(await documents.remove('queue', 'orders', first)).toBe('conflict')
    expect(await documents.read('queue', 'orders')).toBeUndefined()
    await documents.write('queue', 'orders', 2, 'absent')
    expect((await documents.read('queue', 'orders'))!.version).toBeGreaterThan(first)
  })

  test('of two writes at once, exactly one wins', async () => {
    const { documents } = (await openStore(makeStore)).store
    const race = await Promise.all([
      documents.write('queue', 'orders', 'one', 'absent'),
      documents.write('queue', 'orders', 'two', 'absent'),
    ])
    expect(race.map(({ kind }) => kind).sort()).toEqual(['conflict', 'written'])
  })

  test('kinds do not mix, and a list walks the names in order by prefix', async () => {
    const { documents } = (await openStore(makeStore)).store
    for (const name of ['b2', 'a', 'aa', 'b1', 'b10', 'c', 'B', 'b_', 'b-'])
      await documents.write('queue', name, { name }, 'absent')
    await documents.write('topic', 'b3', {}, 'absent')
    const names = async (page: Parameters<typeof documents.list>[1]) =>
      (await documents.list('queue', page)).map(({ name }) => name)
    expect(await names({ prefix: '', limit: 100 })).toEqual(['B', 'a', 'aa', 'b-', 'b1', 'b10', 'b2', 'b_', 'c'])
    expect(await names({ prefix: 'b', limit: 2 })).toEqual(['b-', 'b1'])
    expect(await names({ prefix: 'b', limit: 2, after: 'b1' })).toEqual(['b10', 'b2'])
    expect(await names({ prefix: 'b', limit: 9, after: 'b2' })).toEqual(['b_'])
    expect(await names({ prefix: 'b', limit: 9, after: 'gone' })).toEqual([])
    expect(await names({ prefix: 'b', limit: 9, after: 'a' })).toEqual(['b-', 'b1', 'b10', 'b2', 'b_'])
    expect(await names({ prefix: 'b', limit: 2, after: 'a' })).toEqual(['b-', 'b1'])
    expect(await names({ prefix: 'x', limit: 9 })).toEqual([])
    expect((await documents.read('queue', 'a'))!.value).toEqual({ name: 'a' })
    expect(await documents.read('topic', 'a')).toBeUndefined()
    expect(await documents.read('queue', 'b3')).toBeUndefined()
  })

  test('what a caller does to a value afterwards does not reach the store', async () => {
    const { documents } = (await openStore(makeStore)).store
    const value = { list: [1] }
    const written = documents.write('queue', 'orders', value, 'absent')
    value.list.push(2)
    await written
    value.list.push(3)
    expect((await documents.read('queue', 'orders'))!.value).toEqual({ list: [1] })
  })

  test('nor what a reader does to it: what is read cannot be changed', async () => {
    const { documents } = (await openStore(makeStore)).store
    await documents.write('queue', 'orders', { list: [1] }, 'absent')
    const { value } = (await documents.read('queue', 'orders'))!
    const [listed] = await documents.list('queue', { prefix: '', limit: 1 })
    for (const read of [value, listed!.value])
      expect(() => (read as { list: number[] }).list.push(2)).toThrow(TypeError)
    expect((await documents.read('queue', 'orders'))!.value).toEqual({ list: [1] })
  })
}
