import { expect, vi } from 'vitest'
import { type ActionName, actions } from '../../lib/actions/actions.ts'
import { anyone } from '../../lib/identity/perform.ts'
import type { RefusalCode } from '../../lib/identity/refusal.ts'
import { newSession } from '../../lib/identity/session.ts'
import { type Installation, never } from './anInstallation.ts'

/** What a request says of who sends it, for each protocol to write in its own way. */
export type Credentials =
  | { kind: 'none' }
  | { kind: 'malformed' }
  | { kind: 'key'; id: string; secret: string; sessionToken?: string | undefined }

/** A caller who is to be refused, and how. */
export type Situation = { says: string; credentials: Credentials; code: RefusalCode | 'Forbidden' }

const turned = (text: string): string => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')

/** Everybody who has to stay outside, in an installation that has two keys and a role; a minute passes. */
export async function everybodyOutside(installation: Installation): Promise<Situation[]> {
  const { aKey, perform, keyring, random, wall } = installation
  const good = await aKey()
  const revoked = await aKey()
  await perform(anyone, 'revokeAccessKey', { id: revoked.id }, never)
  const expired = await aKey({ expiresInSeconds: 60 })
  const powerless = await aKey({ grants: [{ actions: ['*'], queues: ['somewhere-else'] }] })
  const roleArn = 'arn:aws:iam::210987654321:role/worker'
  const role = await aKey({ owner: 'workers', roleArn })
  const assumedArn = 'arn:aws:sts::210987654321:assumed-role/worker/a'
  const about = { entry: role.id, nonce: role.key.nonce, roleArn, assumedArn }
  const over = newSession({ ...about, expiresAtMs: wall.nowMs() + 60_000 }, keyring, random)
  const running = newSession({ ...about, expiresAtMs: wall.nowMs() + 3_600_000 }, keyring, random)
  wall.advanceMs(60_000)
  const key = (
    says: string,
    { id, secret, sessionToken }: Omit<Credentials & { kind: 'key' }, 'kind'>,
    code: Situation['code'],
  ) => ({
    says,
    credentials: { kind: 'key', id, secret, sessionToken } as const,
    code,
  })
  return [
    { says: 'no credentials', credentials: { kind: 'none' }, code: 'MissingCredentials' },
    { says: 'malformed credentials', credentials: { kind: 'malformed' }, code: 'MalformedCredentials' },
    key('an unknown key', { ...good, id: 'SLCEAAAAAAAAAAAAAAAA' }, 'UnknownKey'),
    key('a wrong secret', { ...good, secret: turned(good.secret) }, 'WrongSignature'),
    key('a revoked key', revoked, 'UnknownKey'),
    key('an expired key', expired, 'ExpiredKey'),
    key('a session without its token', { ...running, sessionToken: undefined }, 'UnknownKey'),
    key('a session with the token of another', { ...running, sessionToken: over.sessionToken }, 'UnknownKey'),
    key('a session that is over', over, 'ExpiredKey'),
    key('a key that may do anything elsewhere', powerless, 'Forbidden'),
  ]
}

/** Sees which actions are reached; none is carried out. */
export function watchActions(): { reached: ActionName[]; restore: () => unknown } {
  const reached: ActionName[] = []
  const all: Record<string, () => Promise<never>> = actions as never
  const spies = Object.keys(all).map(name =>
    vi.spyOn(all, name).mockImplementation(async () => {
      reached.push(name as ActionName)
      throw new Error('reached')
    }),
  )
  return { reached, restore: () => spies.map(spy => spy.mockRestore()) }
}

/**
 * Sends one request as everybody who has to stay outside, and demands of each its own refusal; then as somebody who may, and
 * demands that the action is reached, so that no request is refused for what it asks. `send` answers the code of the refusal,
 * as the protocol in question says it for `code`.
 */
export async function walk(
  situations: readonly Situation[],
  good: Credentials,
  send: (credentials: Credentials) => Promise<string>,
  said: (code: Situation['code']) => string = code => code,
): Promise<void> {
  const { reached, restore } = watchActions()
  try {
    for (const { says, credentials, code } of situations)
      expect([says, await send(credentials)]).toEqual([says, said(code)])
    expect(reached).toEqual([])
    await send(good)
    expect(reached).toHaveLength(1)
  } finally {
    restore()
  }
}
