import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, readPragma } from './database.ts'
import { logPath, prepareFolder } from './folder.ts'
import { type Durability, GroupCommit } from './groupCommit.ts'
import { type SyncFile, WalSync } from './walSync.ts'

function open({ durability = 'kill', syncFile }: { durability?: Durability; syncFile?: SyncFile } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  prepareFolder(folder)
  const database = openDatabase(folder)
  database.exec('CREATE TABLE note (text TEXT, bytes BLOB)')
  const log: string[] = []
  const hooks = { beforeCommit: () => log.push('commit'), rolledBack: () => log.push('undone') }
  const sync = new WalSync(logPath(folder), syncFile)
  const group = new GroupCommit(database, hooks, sync, durability)
  onTestFinished(async () => {
    await group.close()
    await sync.close()
    database.close()
    rmSync(folder, { recursive: true })
  })
  return { database, group, log, ...notes(database) }
}

function notes(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO note VALUES (?, ?)')
  const write = (text: string, bytes = 0) => insert.run(text, Buffer.alloc(bytes)).changes
  const read = () =>
    database
      .prepare('SELECT text FROM note ORDER BY text')
      .all()
      .map(({ text }) => text)
  return { write, read }
}

test('what is asked for in one turn is committed together', async () => {
  const { group, log, write, read } = open()
  await Promise.all(['a', 'b', 'c'].map(text => group.run(() => write(text))))
  expect(log).toEqual(['commit'])
  expect(read()).toEqual(['a', 'b', 'c'])
})

test('an operation that throws is undone alone, its neighbours are kept', async () => {
  const { group, log, write, read } = open()
  const bad = () => {
    write('half')
    throw new Error('no')
  }
  const outcomes = await Promise.allSettled([
    group.run(() => write('before')),
    group.run(bad),
    group.run(() => write('after')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { message: 'no' } })
  expect(read()).toEqual(['after', 'before'])
  expect(log).toEqual(['undone', 'commit'])
})

test('when the disk is full exactly that group fails, and the next one has its chance', async () => {
  const { database, group, log, write, read } = open()
  await group.run(() => write('kept'))
  database.exec(`PRAGMA max_page_count = ${readPragma(database, 'page_count') + 4}`)
  const outcomes = await Promise.allSettled([
    group.run(() => write('small')),
    group.run(() => write('large', 100_000)),
    group.run(() => write('small too')),
  ])
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'Problem', code: 'StorageFull' } })
  expect(read()).toEqual(['kept'])
  await group.run(() => write('small again'))
  expect(read()).toEqual(['kept', 'small again'])
  database.exec('PRAGMA max_page_count = 1000000')
  await group.run(() => write('large', 100_000))
  expect(read()).toEqual(['kept', 'large', 'small again'])
  expect(log).toEqual(['commit', 'undone', 'commit', 'commit'])
})

test('a group is bounded by count and by bytes, so that none blocks for long; order is kept', async () => {
  const { group, log, write, read } = open()
  await Promise.all(Array.from({ length: 600 }, () => group.run(() => write('x'))))
  expect(log).toHaveLength(3)
  const mebibyte = 1024 * 1024
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 9 }, async (_, index) => {
      await group.run(() => write('large', mebibyte), { bytes: mebibyte })
      order.push(index)
    }),
  )
  expect(log).toHaveLength(6)
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(read()).toHaveLength(609)
})

test('an operation that is larger than a group may be has a group of its own', async () => {
  const { group, log, write, read } = open()
  const bytes = 5 * 1024 * 1024
  await Promise.all([group.run(() => write('huge'), { bytes }), group.run(() => write('small'))])
  expect(log).toEqual(['commit', 'commit'])
  expect(read()).toEqual(['huge', 'small'])
})

test('for power loss, held answers wait for the disk, the others do not', async () => {
  const syncs: ((error: Error | null) => void)[] = []
  const { group, write } = open({ durability: 'power', syncFile: (_handle, done) => syncs.push(done) })
  const answered: string[] = []
  const held = group.run(() => write('publish')).then(() => answered.push('publish'))
  await group.run(() => write('lease'), { held: false }).then(() => answered.push('lease'))
  await new Promise(resolve => setImmediate(resolve))
  expect(answered).toEqual(['lease'])
  syncs.shift()!(null)
  await held
  expect(answered).toEqual(['lease', 'publish'])
  const closing = group.close()
  await new Promise(resolve => setImmediate(resolve))
  syncs.shift()!(null)
  await closing
})

test('for power loss, nothing is acknowledged when the sync fails', async () => {
  const syncFile: SyncFile = (_handle, done) => done(new Error('EIO'))
  const { group, write } = open({ durability: 'power', syncFile })
  await expect(group.run(() => write('publish'))).rejects.toThrow('Restart Sluice')
  await expect(group.run(() => write('publish'))).rejects.toThrow('Restart Sluice')
})

test('for power loss, after a failed sync what would be refused is not committed; a lease may be', async () => {
  const syncFile: SyncFile = (_handle, done) => done(new Error('EIO'))
  const { group, write, read } = open({ durability: 'power', syncFile })
  await expect(group.run(() => write('the one that met it'))).rejects.toThrow('Restart Sluice')
  const late = group.run(() => write('too late'))
  const lease = group.run(() => write('lease'), { held: false })
  await expect(late).rejects.toThrow('Restart Sluice')
  await lease
  expect(read()).toEqual(['lease', 'the one that met it'])
})

test('where only a kill is to be survived, an early sync that fails refuses nothing', async () => {
  let failures = 0
  const syncFile: SyncFile = (_handle, done) => {
    failures += 1
    done(new Error('EIO'))
  }
  const { group, write, read } = open({ syncFile })
  for (let commits = 0; commits < 40; commits++) await group.run(() => write('kept'))
  expect(failures).toBe(1)
  expect(read()).toHaveLength(40)
})

test('closing finishes what was asked for, and takes nothing more', async () => {
  const { group, write, read } = open()
  const last = group.run(() => write('last'))
  await group.close()
  await last
  expect(read()).toEqual(['last'])
  await expect(group.run(() => write('late'))).rejects.toMatchObject({ code: 'ShuttingDown' })
})
