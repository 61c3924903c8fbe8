import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type * as promises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { VirtualClock } from '../clock.ts'
import { seededRandom } from '../random.ts'
import { FolderBodies } from './folderBodies.ts'

/** The disk takes the name of a file, and not what is in it. */
vi.mock(import('node:fs/promises'), async original => {
  const real = await original()
  const open: typeof promises.open = async (...given) => {
    const file = await real.open(...given)
    file.writeFile = () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))
    return file
  }
  return { ...real, open }
})

test('a full disk is said as one, and nothing is left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bodies-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const bodies = new FolderBodies(folder, { wall: new VirtualClock(0), random: seededRandom(1) })
  await expect(bodies.put('d17/a', Buffer.from('a'))).rejects.toMatchObject({ code: 'StorageFull' })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  expect(files).toEqual([])
  expect(await bodies.get('d17/a')).toBeUndefined()
})
