import { expect, test } from 'vitest'
import { tokenOf } from './token.ts'

const keys = { SLUICE_ACCESS_KEY_ID: 'ID', SLUICE_SECRET_ACCESS_KEY: 'SECRET' }

test.each([
  [{}, undefined],
  [{ SLUICE_TOKEN: 'a.b' }, 'a.b'],
  [{ SLUICE_TOKEN: 'a.b', ...keys }, 'a.b'],
  [{ SLUICE_TOKEN: '', ...keys }, 'ID.SECRET'],
  [{ ...keys, SLUICE_SESSION_TOKEN: 'SESSION' }, 'ID.SECRET.SESSION'],
  [{ ...keys, SLUICE_SESSION_TOKEN: '' }, 'ID.SECRET'],
  [{ SLUICE_ACCESS_KEY_ID: 'ID' }, undefined],
  [{ SLUICE_SECRET_ACCESS_KEY: 'SECRET' }, undefined],
])('of %j the token is %j', (environment, token) => {
  expect(tokenOf(environment)).toBe(token)
})
