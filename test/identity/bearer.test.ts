import { describe, expect, test } from 'vitest'
import { noteUse } from '../../lib/actions/accessKeyDocument.ts'
import type { AccessKey } from '../../lib/domain/accessKey.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { makeBearer } from '../../lib/identity/bearer.ts'
import { CredentialsDesk } from '../../lib/identity/credentials.ts'
import { anyone } from '../../lib/identity/perform.ts'
import { newSession } from '../../lib/identity/session.ts'
import type { Json } from '../../lib/store/store.ts'
import { startMs } from '../fixtures.ts'
import { stores } from '../stores.ts'
import { account, anInstallation, aRequest, type Installation, never } from './anInstallation.ts'

const by = ({ desk }: Installation, authorization: string | undefined) =>
  makeBearer(desk)(aRequest({ headers: { authorization } }))

const refusalOf = (installation: Installation, authorization: string | undefined) =>
  by(installation, authorization).then(
    () => 'admitted',
    (error: { code: string }) => error.code,
  )

const turned = (text: string): string => (text.endsWith('A') ? `${text.slice(0, -1)}B` : `${text.slice(0, -1)}A`)

describe.each(stores)('bearer tokens on %s', (_name, makeStore) => {
  test('say who calls, and what they may', async () => {
    const installation = await anInstallation(makeStore)
    const grants = [{ actions: ['publish'], queues: ['orders-*'] }]
    const { id, token } = await installation.aKey({ owner: 'bob', grants })
    for (const header of [`Bearer ${token}`, `bearer  ${token}`]) {
      const caller = await by(installation, header)
      expect(caller).toMatchObject({ name: `bob (${id})`, requestId: 'request-1' })
      expect(caller.principal).toEqual({ arn: `arn:aws:iam::${account}:user/bob`, account })
      expect(caller.may('publish', 'orders-1')).toBe(true)
      expect(caller.may('poll', 'orders-1')).toBe(false)
      expect(caller.may('publish', 'bills')).toBe(false)
    }
  })

  test('that are missing, malformed, unknown or wrong are refused, each by its own name', async () => {
    const installation = await anInstallation(makeStore)
    const { id, secret, token } = await installation.aKey()
    const other = await installation.aKey()
    const refused = (authorization: string | undefined) => refusalOf(installation, authorization)
    for (const nothing of [undefined, '']) expect(await refused(nothing)).toBe('MissingCredentials')
    for (const text of ['Bearer', `Bearer ${id}`, `Basic ${token}`, `Bearer ${token} x`, `Bearer .${secret}`, token])
      expect(await refused(text)).toBe('MalformedCredentials')
    for (const unknown of [`${turned(id)}.${secret}`, `nobody.${secret}`, `SLCEAAAAAAAAAAAAAAAA.${secret}`])
      expect(await refused(`Bearer ${unknown}`)).toBe('UnknownKey')
    for (const wrong of [turned(secret), secret.slice(1), `${secret}A`, other.secret])
      expect(await refused(`Bearer ${id}.${wrong}`)).toBe('WrongSignature')
  })

  test('of a key that was revoked are good no more where it was revoked', async () => {
    const installation = await anInstallation(makeStore)
    const { id, token } = await installation.aKey()
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    await installation.perform(anyone, 'revokeAccessKey', { id }, never)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('UnknownKey')
  })

  test('of a key that expires are good until that moment, by the wall clock', async () => {
    const installation = await anInstallation(makeStore)
    const { token } = await installation.aKey({ expiresInSeconds: 60 })
    installation.wall.advanceMs(59_999)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    installation.wall.advanceMs(1)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('ExpiredKey')
    // Nobody learns that a key was good once by guessing its secret.
    expect(await refusalOf(installation, `Bearer ${turned(token)}`)).toBe('WrongSignature')
  })

  test('of two keys of one owner both are good, and of the one that is left when the other is revoked', async () => {
    const installation = await anInstallation(makeStore)
    const [old, next] = [await installation.aKey(), await installation.aKey()]
    for (const { token } of [old, next]) expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    await installation.perform(anyone, 'revokeAccessKey', { id: old.id }, never)
    expect(await refusalOf(installation, `Bearer ${next.token}`)).toBe('admitted')
  })
})

test('what another process revoked is asked for again once it is 5 seconds old', async () => {
  const installation = await anInstallation()
  const asked: (number | undefined)[] = []
  const { documents } = installation.store
  const read = documents.read.bind(documents)
  documents.read = (kind, name, maxAgeMs) => {
    if (kind === 'accessKey') asked.push(maxAgeMs)
    return read(kind, name, maxAgeMs)
  }
  const { token } = await installation.aKey()
  await by(installation, `Bearer ${token}`)
  expect(asked).toEqual([5_000])
})

test('a key whose secret was sealed with an installation secret that is gone is unknown', async () => {
  const installation = await anInstallation()
  const { token } = await installation.aKey()
  const keyring = new Keyring([{ id: '00000002', secret: new Uint8Array(32).fill(2) }])
  const desk = new CredentialsDesk({ ...installation.services, keyring }, account)
  expect(await refusalOf({ ...installation, desk }, `Bearer ${token}`)).toBe('UnknownKey')
})

describe('the time of the last use', () => {
  const lastUsed = async ({ perform }: Installation) =>
    (await perform(anyone, 'listAccessKeys', { limit: 10 }, never)).keys.map(({ lastUsedAtMs }) => lastUsedAtMs)
  const settled = () => new Promise(resolve => setImmediate(resolve))

  test('is noted once an hour', async () => {
    const installation = await anInstallation()
    const { token } = await installation.aKey()
    expect(await lastUsed(installation)).toEqual([undefined])
    const [reads, writes]: [string[], string[]] = [[], []]
    const { documents } = installation.store
    const read = documents.read.bind(documents)
    const write = documents.write.bind(documents)
    documents.write = (kind, ...rest) => {
      writes.push(kind)
      return write(kind, ...rest)
    }
    documents.read = (kind, ...rest) => {
      reads.push(kind)
      return read(kind, ...rest)
    }
    const looks = () => reads.filter(kind => kind === 'accessKeyUse').length
    await by(installation, `Bearer ${token}`)
    await settled()
    expect(await lastUsed(installation)).toEqual([startMs])
    const before = looks()
    installation.wall.advanceMs(3_599_999)
    await by(installation, `Bearer ${token}`)
    await settled()
    expect([writes, looks()]).toEqual([['accessKeyUse'], before])
    installation.wall.advanceMs(1)
    await by(installation, `Bearer ${token}`)
    await settled()
    expect(await lastUsed(installation)).toEqual([startMs + 3_600_000])
  })

  test('is not waited for, however long the store takes', async () => {
    const installation = await anInstallation()
    const { token } = await installation.aKey()
    const { documents } = installation.store
    const read = documents.read.bind(documents)
    documents.read = (kind, ...rest) => (kind === 'accessKeyUse' ? new Promise(() => {}) : read(kind, ...rest))
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
  })

  test('is not written again by a process that finds it noted', async () => {
    const installation = await anInstallation()
    const { id } = await installation.aKey()
    await noteUse(installation.services, id, 3_600_000)
    installation.wall.advanceMs(3_599_999)
    await noteUse(installation.services, id, 3_600_000)
    expect(await lastUsed(installation)).toEqual([startMs])
  })

  test('keeps nobody out when it cannot be written, and goes with the key', async () => {
    const installation = await anInstallation()
    const { id, token } = await installation.aKey()
    const { documents } = installation.store
    const write = documents.write.bind(documents)
    documents.write = async () => {
      throw new Error('the store is busy')
    }
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    await settled()
    documents.write = write
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    await settled()
    expect(await lastUsed(installation)).toEqual([startMs])
    await installation.perform(anyone, 'revokeAccessKey', { id }, never)
    expect(await documents.read('accessKeyUse', id)).toBeUndefined()
  })
})

describe('keys given out for a role', () => {
  const roleArn = 'arn:aws:iam::210987654321:role/worker'
  const assumedArn = 'arn:aws:sts::210987654321:assumed-role/worker/host-1'

  /** An entry as it was written before there were nonces. */
  async function old({ store }: Installation, { nonce: _none, ...key }: AccessKey): Promise<AccessKey> {
    const { version } = (await store.documents.read('accessKey', key.id))!
    await store.documents.write('accessKey', key.id, key as unknown as Json, version)
    return key as AccessKey
  }

  async function aSession(installation: Installation, expiresAtMs = startMs + 3_600_000, age?: typeof old) {
    const grants = [{ actions: ['poll'], queues: ['orders'] }]
    const made = (await installation.aKey({ owner: 'workers', roleArn, grants })).key
    const key = age === undefined ? made : await age(installation, made)
    const { keyring, random } = installation
    const session = newSession({ entry: key.id, nonce: key.nonce, roleArn, assumedArn, expiresAtMs }, keyring, random)
    return { ...session, entry: key.id, token: `${session.id}.${session.secret}.${session.sessionToken}` }
  }

  test('may what the entry of the role says', async () => {
    const installation = await anInstallation()
    const caller = await by(installation, `Bearer ${(await aSession(installation)).token}`)
    expect(caller.name).toBe(`workers (${assumedArn})`)
    expect(caller.principal).toEqual({ arn: roleArn, account: '210987654321', sessionArn: assumedArn })
    expect([caller.may('poll', 'orders'), caller.may('publish', 'orders')]).toEqual([true, false])
  })

  test('are of no use without their token, with another one, or with another id', async () => {
    const installation = await anInstallation()
    const { id, secret, sessionToken, entry } = await aSession(installation)
    const long = await installation.aKey()
    for (const token of [
      `${id}.${secret}`,
      `${id}.${secret}.${turned(sessionToken)}`,
      `${long.id}.${secret}.${sessionToken}`,
      `${long.id}.${long.secret}.${sessionToken}`,
      `${entry}.${secret}`,
    ])
      expect(await refusalOf(installation, `Bearer ${token}`)).toBe('UnknownKey')
    expect(await refusalOf(installation, `Bearer ${id}.${turned(secret)}.${sessionToken}`)).toBe('WrongSignature')
  })

  test('end when their time is over, and with the entry of the role', async () => {
    const installation = await anInstallation()
    const { token, entry } = await aSession(installation)
    installation.wall.advanceMs(3_599_999)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    installation.wall.advanceMs(1)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('ExpiredKey')
    await installation.perform(anyone, 'revokeAccessKey', { id: entry }, never)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('UnknownKey')
  })

  test('stay useless when the role gets a new entry, in the same millisecond too', async () => {
    const installation = await anInstallation()
    const { token, entry } = await aSession(installation)
    await installation.perform(anyone, 'revokeAccessKey', { id: entry }, never)
    const next = await aSession(installation)
    expect(next.entry).toBe(entry)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('UnknownKey')
    expect(await refusalOf(installation, `Bearer ${next.token}`)).toBe('admitted')
  })

  test('of an entry from before entries had a nonce are good until it is gone', async () => {
    const installation = await anInstallation()
    const { token, entry } = await aSession(installation, startMs + 3_600_000, old)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('admitted')
    await installation.perform(anyone, 'revokeAccessKey', { id: entry }, never)
    await aSession(installation)
    expect(await refusalOf(installation, `Bearer ${token}`)).toBe('UnknownKey')
  })
})
