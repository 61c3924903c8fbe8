type Environment = Readonly<Record<string, string | undefined>>

/**
 * The token that the commands show: SLUICE_TOKEN, else SLUICE_ACCESS_KEY_ID and SLUICE_SECRET_ACCESS_KEY, with
 * SLUICE_SESSION_TOKEN for the keys of a role; undefined where there is nothing.
 */
export function tokenOf(environment: Environment): string | undefined {
  if (environment.SLUICE_TOKEN) return environment.SLUICE_TOKEN
  const { SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret, SLUICE_SESSION_TOKEN: session } = environment
  if (!id || !secret) return undefined
  return [id, secret, ...(session ? [session] : [])].join('.')
}
