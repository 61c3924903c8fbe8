import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { startMs } from '../../test/fixtures.ts'
import { newCertificate } from './newCertificate.ts'

test('a certificate is of its key, signed by it, and good for ten years', async () => {
  const { pem, key } = await newCertificate(startMs, new Uint8Array(19).fill(0xff))
  const certificate = new X509Certificate(pem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect([certificate.subject, certificate.issuer]).toEqual(['CN=sluice', 'CN=sluice'])
  expect(certificate.serialNumber).toBe(`01${'FF'.repeat(19)}`)
  expect(certificate.validFromDate).toEqual(new Date('2025-12-31T00:00:00Z'))
  expect(certificate.validToDate).toEqual(new Date('2035-12-30T00:00:00Z'))
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
  expect(pem.split('\n').every(line => line.length <= 64)).toBe(true)
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const said = Buffer.from('hello')
  expect(verify('sha1', said, certificate.publicKey, sign('sha1', said, privateKey))).toBe(true)
})
