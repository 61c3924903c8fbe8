import { openCursor, sealCursor } from '../domain/cursor.ts'
import type { Keyring } from '../domain/keyring.ts'
import { invalid } from '../domain/problem.ts'

/** What a page of a list is asked for by; the scope is the list that its cursors are good for. */
export type PageOrder = { limit: number; cursor?: string | undefined }

/** The name after which the page begins; undefined: at the start. InvalidInput for a cursor of another list. */
export function startOf(keyring: Keyring, scope: string, { cursor }: PageOrder): string | undefined {
  if (cursor === undefined) return undefined
  const after = openCursor(scope, cursor, keyring)
  if (after === undefined) throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  return after
}

/** What is asked of whoever keeps the list: one more than fits, so that the last page has no cursor to an empty one. */
export const withNext = (limit: number): number => limit + 1

/** The page, of `withNext` items or fewer that follow its start in order of their names. */
export function pageOf<Item>(
  keyring: Keyring,
  scope: string,
  { limit }: PageOrder,
  found: readonly Item[],
  nameOf: (item: Item) => string,
): { items: Item[]; cursor?: string } {
  const items = found.slice(0, limit)
  if (found.length <= limit) return { items }
  return { items, cursor: sealCursor(scope, nameOf(items.at(-1)!), keyring) }
}
