import { expect, test } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { makeBearer } from '../../lib/identity/bearer.ts'
import { CredentialsDesk } from '../../lib/identity/credentials.ts'
import { anyone } from '../../lib/identity/perform.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { tables } from '../dynamo/aDynamoStore.ts'
import { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import { account, anInstallation, aRequest, never } from './anInstallation.ts'

/** Two functions on the tables of one installation, of which the second only asks who calls. */
async function twoFunctions() {
  const dynamo = new FakeDynamo({ tables: Object.values(tables) })
  const bodies = new MemoryBodies()
  const here = await anInstallation(async context => new DynamoStore({ ...context, dynamo, tables, bodies }))
  const { clock, wall, random, services } = here
  const store = new DynamoStore({ clock, wall, random, dynamo, tables, bodies })
  const authenticate = makeBearer(new CredentialsDesk({ ...services, store }, account))
  const there = (token: string) =>
    authenticate(aRequest({ headers: { authorization: `Bearer ${token}` } })).then(
      () => 'admitted',
      (error: { code: string }) => error.code,
    )
  return { ...here, there }
}

test('a key that one function revokes is refused by another one 5 seconds later, and not by chance before', async () => {
  const { aKey, perform, wall, there } = await twoFunctions()
  const { id, token } = await aKey()
  expect(await there(token)).toBe('admitted')
  await perform(anyone, 'revokeAccessKey', { id }, never)
  wall.advanceMs(5_000)
  expect(await there(token)).toBe('admitted')
  wall.advanceMs(1)
  expect(await there(token)).toBe('UnknownKey')
})

test('a key that one function makes is good in another one at once, though it was asked for before', async () => {
  const { aKey, there } = await twoFunctions()
  expect(await there('SLCEAAAAAAAAAAAAAAAA.x')).toBe('UnknownKey')
  expect(await there((await aKey()).token)).toBe('admitted')
})
