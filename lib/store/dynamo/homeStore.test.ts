import { expect, test } from 'vitest'
import { aContext } from '../../../test/fixtures.ts'
import { openHomeStore } from './homeStore.ts'

// Nothing listens there: who gets past the look at the settings is refused a connection.
const wish = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
  isLocal: false,
  tables: { messages: 'm', documents: 'd' },
  bucket: undefined,
  folder: 'unused',
}

test('tables that are not on this machine want a bucket for the bodies', async () => {
  await expect(openHomeStore(wish, aContext())).rejects.toThrow('SLUICE_BODIES_BUCKET')
})

test('with a bucket, or on this machine, the tables are looked at', async () => {
  for (const other of [{ bucket: 'b', isLocal: true }, { isLocal: true }])
    await expect(openHomeStore({ ...wish, ...other }, aContext())).rejects.not.toThrow('SLUICE_BODIES_BUCKET')
})
