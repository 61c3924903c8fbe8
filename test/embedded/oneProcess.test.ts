import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { aContext, anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { aFolder } from './aFolder.ts'
import { theQueue } from './programs/theQueue.ts'
import { killNow, startProgram } from './startProgram.ts'

test('a second process is told that the folder is in use; once the first is dead, the folder is free', async () => {
  const folder = aFolder()
  const { child, lines } = startProgram('hold', folder)
  await once(lines, 'line')
  await expect(openEmbeddedStore(folder, aContext())).rejects.toThrow(`${folder} is in use by another Sluice process`)
  await killNow(child)
  const store = await openEmbeddedStore(folder, aContext())
  expect(await store.stats(theQueue)).toMatchObject({ delayed: 1 }) // published by a clock ahead of this one
  await store.close()
}, 30_000)

test('a second store in the same process is refused as well, and the first one keeps working and keeps the lock', async () => {
  const folder = aFolder()
  const store = await openEmbeddedStore(folder, aContext())
  const queue = aQueue()
  await store.publish(queue, [anEnvelope()])
  await expect(openEmbeddedStore(folder, aContext())).rejects.toThrow('in use')
  expect(await store.poll(queue, aPoll())).toHaveLength(1)
  const { child, complaints } = startProgram('hold', folder)
  expect(await once(child, 'close')).toEqual([1, null])
  expect(complaints()).toContain(`${folder} is in use`)
  await store.close()
}, 30_000)
