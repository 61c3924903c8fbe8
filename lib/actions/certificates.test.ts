import { expect, test } from 'vitest'
import { aContext } from '../../test/fixtures.ts'
import { Keyring } from '../domain/keyring.ts'
import { limits } from '../domain/limits.ts'
import { MemoryStore } from '../store/memory/memoryStore.ts'
import { findCertificates } from './certificateDocument.ts'
import { getCertificate, rotateCertificate, servedCertificate, signingCertificate } from './certificates.ts'
import type { Services } from './services.ts'

const never = new AbortController().signal

const aKeyring = (fill: number): Keyring =>
  new Keyring([{ id: `0000000${fill}`, secret: new Uint8Array(32).fill(fill) }])

function anInstallation() {
  const context = aContext()
  const services: Services = { ...context, store: new MemoryStore(context), keyring: aKeyring(1) }
  return { services, wall: context.wall }
}

test('it is made when it is wanted for the first time, and is the same from then on', async () => {
  const { services } = anInstallation()
  expect((await findCertificates(services)).certificates).toEqual([])
  const first = await signingCertificate(services)
  expect(await signingCertificate(services)).toEqual(first)
  expect(await servedCertificate(services, first.certificate.id)).toBe(first.certificate.pem)
})

test('of several who make one at the same time one wins, and all sign with that', async () => {
  const { services } = anInstallation()
  const made = await Promise.all([1, 2, 3].map(() => signingCertificate(services)))
  expect(new Set(made.map(({ certificate }) => certificate.id)).size).toBe(1)
  expect((await findCertificates(services)).certificates).toHaveLength(1)
})

test('its key is neither shown nor stored as it is', async () => {
  const { services } = anInstallation()
  const { key } = await signingCertificate(services)
  const { certificates } = await findCertificates(services)
  expect(JSON.stringify(certificates)).not.toContain(key.subarray(100, 130).toString('base64'))
  expect(await getCertificate(services, {}, never)).not.toHaveProperty('sealedKey')
})

test('another one signs after a rotation; the one before has no key any more, and is served for 30 days', async () => {
  const { services, wall } = anInstallation()
  const before = (await signingCertificate(services)).certificate
  wall.advanceMs(1_000)
  const after = await rotateCertificate(services, {}, never)
  expect(after).not.toHaveProperty('sealedKey')
  expect((await signingCertificate(services)).certificate.id).toBe(after.id)
  expect((await findCertificates(services)).certificates[1]).not.toHaveProperty('sealedKey')
  wall.advanceMs(limits.certificateServedSeconds * 1000 - 1)
  expect(await servedCertificate(services, before.id)).toBe(before.pem)
  wall.advanceMs(1)
  expect(await servedCertificate(services, before.id)).toBeUndefined()
  await rotateCertificate(services, {}, never)
  expect((await findCertificates(services)).certificates.map(({ id }) => id)).not.toContain(before.id)
})

test('where no installation secret opens its key, another one is made', async () => {
  const { services } = anInstallation()
  const { certificate } = await signingCertificate(services)
  const other = { ...services, keyring: aKeyring(2) }
  const made = await signingCertificate(other)
  expect(made.certificate.id).not.toBe(certificate.id)
  expect(await servedCertificate(other, certificate.id)).toBe(certificate.pem)
})
