import { expect, test } from 'vitest'
import { json } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'

const certificate = { id: 'abc', pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', createdAt: 'c' }

test('show prints the certificate, ready for a file', async () => {
  const { code, stdout, requests } = await sluice(['certificate', 'show'], { replies: [json(certificate)] })
  expect([code, stdout, requests]).toEqual([0, certificate.pem, ['GET /v1/push-certificate']])
})

test('as JSON it says which one it is', async () => {
  const { stdout } = await sluice(['certificate', 'show', '--json'], { replies: [json(certificate)] })
  expect(JSON.parse(stdout)).toEqual(certificate)
})

test('rotate makes another one', async () => {
  const { code, requests, stderr, stdout } = await sluice(['certificate', 'rotate'], { replies: [json(certificate)] })
  expect([code, requests]).toEqual([0, ['POST /v1/push-certificate/rotate']])
  expect(stdout + stderr).toContain('abc')
})
