import { expect, test } from 'vitest'
import { json, problem, scriptedClient } from './fixtures.ts'
import { UnknownKeyError } from './index.ts'

const key = { id: 'SLCEAAAAAAAAAAAAAAAA', owner: 'ann', grants: [], createdAt: '2026-01-01T00:00:00.000Z' }
const input = { owner: 'ann', grants: [{ actions: ['publish'], queues: ['orders'] }] }

test('keys are made, listed page by page, and revoked', async () => {
  const { client, sent } = scriptedClient([
    json({ ...key, secret: 's' }, 201),
    json({ items: [key], nextCursor: 'c' }),
    json({ items: [key] }),
    json(undefined, 204),
  ])
  expect(await client.createAccessKey(input)).toEqual({ ...key, secret: 's' })
  const listed = []
  for await (const one of client.accessKeys()) listed.push(one)
  expect(listed).toEqual([key, key])
  await client.revokeAccessKey(key.id)
  expect(sent.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
    { method: 'POST', path: '/v1/access-keys', body: input },
    { method: 'GET', path: '/v1/access-keys?limit=100', body: undefined },
    { method: 'GET', path: '/v1/access-keys?limit=100&cursor=c', body: undefined },
    { method: 'DELETE', path: `/v1/access-keys/${key.id}`, body: undefined },
  ])
})

test('a key whose making was not answered is not made again', async () => {
  const { client, sent } = scriptedClient([new Error('gone')])
  await expect(client.createAccessKey(input)).rejects.toThrow('no answer')
  expect(sent).toHaveLength(1)
})

test('a signature is changed for keys', async () => {
  const keys = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiresAt: 'd', roleArn: 'e' }
  const { client, sent } = scriptedClient([json(keys)])
  const identity = { method: 'POST', url: 'https://sts.amazonaws.com/', headers: { a: 'b' }, body: 'x' }
  expect(await client.exchangeCredentials(identity, 900)).toEqual(keys)
  expect(sent[0]).toMatchObject({ path: '/v1/credentials', body: { ...identity, durationSeconds: 900 } })
})

test('who is not let in gets an error that says why', async () => {
  const { client } = scriptedClient([problem('UnknownKey', 401)])
  await expect(client.queueStats('orders')).rejects.toBeInstanceOf(UnknownKeyError)
})

test('the certificate of pushes is shown, and changed once', async () => {
  const certificate = { id: 'a', pem: 'b', createdAt: 'c' }
  const { client, sent } = scriptedClient([json(certificate), json(certificate), new Error('gone')])
  expect(await client.pushCertificate()).toEqual(certificate)
  expect(await client.rotatePushCertificate()).toEqual(certificate)
  await expect(client.rotatePushCertificate()).rejects.toThrow('no answer')
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/push-certificate',
    'POST /v1/push-certificate/rotate',
    'POST /v1/push-certificate/rotate',
  ])
})
