import type { Keyring } from './keyring.ts'

/** Binds a store's own cursor to the list it belongs to, so that a foreign or changed one is refused, not followed. */
export const sealCursor = (scope: string, cursor: string, keyring: Keyring): string =>
  keyring.seal('cursor', Buffer.from(JSON.stringify([scope, cursor])))

/** The store's cursor; undefined when the text was not sealed by this installation for this very list. */
export function openCursor(scope: string, text: string, keyring: Keyring): string | undefined {
  const bytes = keyring.open('cursor', text)
  if (bytes === undefined) return undefined
  const [sealedScope, cursor] = JSON.parse(bytes.toString('utf8')) as [string, string]
  return sealedScope === scope ? cursor : undefined
}
