import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import type { PublishReply, Store } from '../../lib/store/store.ts'
import { aContext, anAck, anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { aFolder } from './aFolder.ts'

/** A file system in memory of so many mebibytes. */
function aSmallDisk(mebibytes: number): string {
  const folder = aFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}

const isRoot = process.getuid?.() === 0
// On a developer's machine only root can mount; in CI the test has to run.
const testOnSmallDisk = isRoot || process.env.CI ? test : test.skip
const why = isRoot || process.env.CI ? '' : ' (skipped: mounting a small disk takes root)'

type Filled = { kept: string[]; refusals: unknown[] }

const mebibyte = 1024 * 1024
const hundredKibibytes = Buffer.alloc(100 * 1024, 'x')

const storedIn = (reply: PublishReply): string[] =>
  reply.kind === 'published' ? reply.results.flatMap(result => (result.kind === 'stored' ? [result.id] : [])) : []

/** Publishes 100 KiB at a time until the store refuses. */
async function fillUp(store: Store, queue: ReturnType<typeof aQueue>): Promise<Filled> {
  const kept: string[] = []
  for (;;) {
    const envelopes = [anEnvelope({ body: hundredKibibytes })]
    const tries = await Promise.allSettled(Array.from({ length: 3 }, () => store.publish(queue, envelopes)))
    for (const outcome of tries) if (outcome.status === 'fulfilled') kept.push(...storedIn(outcome.value))
    const refusals = tries.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
    if (refusals.length > 0) return { kept, refusals }
  }
}

async function openDocuments(folder: string) {
  const store = await openEmbeddedStore(folder, aContext())
  return { documents: store.documents, close: () => store.close() }
}

async function drain(store: Store, queue: ReturnType<typeof aQueue>): Promise<number> {
  for (let done = 0; ; ) {
    const leased = await store.poll(queue, aPoll())
    if (leased.length === 0) return done
    const acks = leased.map(({ receipt }) => anAck(receipt))
    done += (await store.settle(queue, acks)).filter(({ kind }) => kind === 'done').length
  }
}

function fillToTheLastByte(path: string): void {
  const handle = openSync(path, 'w')
  try {
    for (const bytes of [mebibyte, 4096, 1]) {
      try {
        for (;;) writeSync(handle, Buffer.alloc(bytes))
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' })
      }
    }
  } finally {
    closeSync(handle)
  }
}

async function expectKept(store: Store, queue: ReturnType<typeof aQueue>, ids: string[]) {
  for (const id of ids) expect((await store.find(queue, id))?.envelope.body.length).toBe(100 * 1024)
  expect(await store.stats(queue)).toMatchObject({ visible: ids.length })
}

for (const durability of ['kill', 'power'] as const)
  testOnSmallDisk(
    `a full disk is a StorageFull, loses nothing acknowledged, and is over once there is room (${durability})${why}`,
    async () => {
      const disk = aSmallDisk(16)
      const ballast = join(disk, 'ballast')
      writeFileSync(ballast, Buffer.alloc(4 * mebibyte))
      const folder = join(disk, 'data')
      const context = aContext()
      const store = await openEmbeddedStore(folder, context, { durability })
      const queue = aQueue()
      const { kept, refusals } = await fillUp(store, queue)
      for (const refusal of refusals) expect(refusal).toMatchObject({ name: 'Problem', code: 'StorageFull' })
      expect(kept.length).toBeGreaterThan(20)
      await expectKept(store, queue, kept)

      rmSync(ballast)
      const more = await fillUp(store, queue)
      expect(more.kept.length).toBeGreaterThan(0)
      await expectKept(store, queue, [...kept, ...more.kept])
      await store.close()

      const again = await openEmbeddedStore(folder, context, { durability })
      await expectKept(again, queue, [...kept, ...more.kept])
      await again.close()
    },
    30_000,
  )

testOnSmallDisk(
  `on a disk that others fill to the last byte a group fails as a whole, and the next one is kept${why}`,
  async () => {
    const disk = aSmallDisk(16)
    const { documents, close } = await openDocuments(join(disk, 'data'))
    const ballast = join(disk, 'ballast')
    const kept: string[] = []
    const write = async (name: string) => {
      await documents.write('note', name, 'x'.repeat(100_000), 'absent')
      kept.push(name)
    }
    for (let round = 0; round < 3; round++) {
      fillToTheLastByte(ballast)
      const tries = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => write(`${round} ${index}`)))
      for (const outcome of tries)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'StorageFull' })
      expect(tries.some(({ status }) => status === 'rejected')).toBe(true)
      rmSync(ballast)
      await write(`${round} after`)
    }
    await close()
    const again = await openDocuments(join(disk, 'data'))
    const names = (await again.documents.list('note', { prefix: '', limit: 1000 })).map(({ name }) => name)
    expect(names).toEqual(kept.sort())
    await again.close()
  },
  30_000,
)

testOnSmallDisk(
  `what a full disk holds can be worked off, and new messages take its place${why}`,
  async () => {
    const disk = aSmallDisk(96)
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(48 * mebibyte))
    const store = await openEmbeddedStore(join(disk, 'data'), aContext())
    onTestFinished(() => store.close())
    const queue = aQueue()
    const { kept } = await fillUp(store, queue)
    expect(kept.length).toBeGreaterThan(100)
    expect(await drain(store, queue)).toBe(kept.length)
    const more = await fillUp(store, queue)
    expect(more.kept.length).toBeGreaterThan(kept.length / 2)
  },
  60_000,
)

testOnSmallDisk(
  `on a disk that others fill to the last byte, what has its place in the file can still be written${why}`,
  async () => {
    const disk = aSmallDisk(16)
    const folder = join(disk, 'data')
    const made = await openDocuments(folder)
    await made.documents.write('note', 'one', 0, 'absent')
    await made.close()
    const { documents, close } = await openDocuments(folder)
    onTestFinished(close)
    const write = async (value: number) => {
      const { version } = (await documents.read('note', 'one'))!
      return (await documents.write('note', 'one', value, version)).kind
    }
    for (let value = 1; value <= 10; value++) await write(value)
    fillToTheLastByte(join(disk, 'ballast'))
    await expect(write(11)).rejects.toMatchObject({ code: 'StorageFull' })
    expect(await write(12)).toBe('written')
  },
  30_000,
)
