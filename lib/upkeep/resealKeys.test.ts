import { expect, test } from 'vitest'
import { anInstallation, never } from '../../test/identity/anInstallation.ts'
import { findAccessKey } from '../actions/accessKeyDocument.ts'
import { signingCertificate } from '../actions/certificates.ts'
import { openSecret } from '../domain/accessKey.ts'
import { Keyring } from '../domain/keyring.ts'
import { anyone } from '../identity/perform.ts'
import { resealKeys } from './resealKeys.ts'
import { runUpkeep } from './upkeep.ts'

const next = { id: '00000002', secret: new Uint8Array(32).fill(2) }

/** An installation with keys, whose secret is about to change. */
async function aChange() {
  const installation = await anInstallation()
  const old = { id: '00000001', secret: new Uint8Array(32).fill(1) }
  const services = { ...installation.services, keyring: new Keyring([old]) }
  const { createAccessKey } = await import('../actions/createAccessKey.ts')
  const aKey = () => createAccessKey(services, { owner: 'ann', grants: [{ actions: ['*'], queues: ['*'] }] }, never)
  const changing = { ...services, keyring: new Keyring([next, old]) }
  const opened = async (id: string, keyring: Keyring) => {
    const found = await findAccessKey(services, id)
    return found && openSecret(found.key, keyring)
  }
  return { ...installation, services, changing, aKey, opened }
}

test('a key that was sealed with the old secret outlives it', async () => {
  const { changing, aKey, opened } = await aChange()
  const { key, secret } = await aKey()
  const after = new Keyring([next])
  expect(await opened(key.id, after)).toBeUndefined()
  await runUpkeep(changing, 1_000)
  expect(await opened(key.id, after)).toBe(secret)
})

test('so do all of many keys', async () => {
  const { changing, aKey, opened } = await aChange()
  const made = await Promise.all(Array.from({ length: 205 }, aKey))
  await resealKeys(changing)
  for (const { key, secret } of made) expect(await opened(key.id, new Keyring([next]))).toBe(secret)
})

test('so does the certificate of pushes', async () => {
  const { services, changing } = await aChange()
  const { certificate, key } = await signingCertificate(services)
  await resealKeys(changing)
  const after = await signingCertificate({ ...services, keyring: new Keyring([next]) })
  expect([after.certificate.id, after.key]).toEqual([certificate.id, key])
})

test('it is done once, and nothing is looked at while no secret changes', async () => {
  const { changing, services, aKey, store, perform } = await aChange()
  await aKey()
  await perform(
    anyone,
    'createAccessKey',
    { owner: 'w', grants: [], roleArn: 'arn:aws:iam::123456789012:role/w' },
    never,
  )
  await resealKeys(changing)
  const calls: string[] = []
  const { documents } = store
  const [list, write] = [documents.list.bind(documents), documents.write.bind(documents)]
  documents.list = (...given) => {
    calls.push('list')
    return list(...given)
  }
  documents.write = (...given) => {
    calls.push('write')
    return write(...given)
  }
  await resealKeys(changing)
  expect(calls).toEqual(['list'])
  await resealKeys(services)
  expect(calls).toEqual(['list'])
})

test('a key that nobody can open is left as it is', async () => {
  const { services, aKey, opened } = await aChange()
  const { key, secret } = await aKey()
  const strangers = new Keyring([next, { id: '00000003', secret: new Uint8Array(32).fill(3) }])
  await resealKeys({ ...services, keyring: strangers })
  expect(await opened(key.id, services.keyring)).toBe(secret)
})
