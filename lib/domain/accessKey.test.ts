import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { type AccessKey, formatKeyId, idPattern, newKeyId, newKeySecret, openSecret, sealSecret } from './accessKey.ts'
import { accountOf } from './arn.ts'
import { everything } from './grants.ts'
import { Keyring, type Secret } from './keyring.ts'
import { roleEntryId, toRoleArn } from './roleArn.ts'

const aSecret = (id: string, fill: number): Secret => ({ id, secret: new Uint8Array(32).fill(fill) })
const [one, two] = [aSecret('00000001', 1), aSecret('00000002', 2)]
const random = seededRandom(3)

test('ids are 20 letters and digits that say what they are of, and different bytes make different ids', () => {
  expect(formatKeyId('SLCE', new Uint8Array(10))).toBe('SLCEAAAAAAAAAAAAAAAA')
  expect(formatKeyId('SLCS', new Uint8Array(10).fill(255))).toBe('SLCS7777777777777777')
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(formatKeyId('SLCE', a)).toMatch(idPattern)
      expect(formatKeyId('SLCE', a) === formatKeyId('SLCE', b)).toBe(Buffer.from(a).equals(b))
    }),
  )
})

test('secrets are 40 characters that nothing has to escape, and new each time', () => {
  const secrets = Array.from({ length: 100 }, () => newKeySecret(random))
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{40}$/)
  expect(new Set(secrets).size).toBe(100)
})

test('a sealed secret opens for its own key, with either live installation secret, and for nobody else', () => {
  const id = newKeyId('SLCE', random)
  const key: AccessKey = {
    id,
    owner: 'one',
    grants: everything,
    createdAtMs: 0,
    sealedSecret: sealSecret(id, 'the secret', new Keyring([one]), random),
  }
  for (const keyring of [new Keyring([one]), new Keyring([two, one]), new Keyring([one, two])])
    expect(openSecret(key, keyring)).toBe('the secret')
  expect(openSecret(key, new Keyring([two]))).toBeUndefined()
  expect(openSecret({ ...key, id: newKeyId('SLCE', random) }, new Keyring([one]))).toBeUndefined()
  const role = { ...key, sealedSecret: undefined, roleArn: 'arn:aws:iam::123456789012:role/worker' }
  expect(openSecret(role, new Keyring([one]))).toBeUndefined()
})

test.each([
  ['arn:aws:iam::123456789012:role/worker', 'arn:aws:iam::123456789012:role/worker'],
  ['arn:aws:iam::123456789012:role/a/path/worker', 'arn:aws:iam::123456789012:role/worker'],
  ['arn:aws:sts::123456789012:assumed-role/worker/session-1', 'arn:aws:iam::123456789012:role/worker'],
  ['arn:aws-cn:sts::123456789012:assumed-role/w/i-0abc', 'arn:aws-cn:iam::123456789012:role/w'],
  ['arn:aws:iam::123456789012:user/worker', undefined],
  ['arn:aws:iam::123456789012:root', undefined],
  ['arn:aws:sts::123456789012:assumed-role/worker', undefined],
  ['arn:aws:sts::123456789012:assumed-role/worker/a/b', undefined],
  ['arn:aws:sts::123456789012:federated-user/worker', undefined],
  ['arn:aws:iam::1234:role/worker', undefined],
  ['arn:aws:iam::123456789012:role/', undefined],
  ['x arn:aws:iam::123456789012:role/worker', undefined],
  ['arn:aws:iam::123456789012:role/worker\n', undefined],
])('the role of %j is %j', (arn, role) => {
  expect(toRoleArn(arn)).toBe(role)
})

test('a role has one entry, and its account stands in its ARN', () => {
  const arn = 'arn:aws:iam::123456789012:role/worker'
  expect(roleEntryId(arn)).toBe(roleEntryId(arn))
  expect(roleEntryId(arn)).toMatch(/^SLCR[A-Z2-7]{16}$/)
  expect(roleEntryId(arn)).not.toBe(roleEntryId(`${arn}2`))
  expect(accountOf(arn)).toBe('123456789012')
})
