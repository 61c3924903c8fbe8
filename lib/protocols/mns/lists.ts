import { Problem } from '../../domain/problem.ts'
import { MnsError } from './errors.ts'
import { limits } from './limits.ts'
import type { Call } from './operation.ts'
import { isTrue, wholeNumber } from './query.ts'
import { document, element, parent } from './xml/write.ts'

/** What the headers of a list ask for (reference, 3.5). */
export type Wanted = { prefix: string; limit: number; cursor: string | undefined; withMeta: boolean }

export function wantedOf({ headers }: Pick<Call, 'headers'>): Wanted {
  const count = headers['x-mns-ret-number'] || undefined
  return {
    prefix: headers['x-mns-prefix'] ?? '',
    limit: count === undefined ? limits.listMax : wholeNumber('x-mns-ret-number', count.trim(), 1, limits.listMax),
    cursor: headers['x-mns-marker'] || undefined,
    withMeta: isTrue(headers['x-mns-with-meta']),
  }
}

type Page<Item> = { items: readonly Item[]; cursor?: string | undefined }

/** A page, and its marker where there is more. InvalidArgument for a marker of another list. */
export function pageOf<Item>(
  { cursor, limit }: Wanted,
  list: (limit: number, cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  return list(limit, cursor).catch(thrown => {
    const isCursor = thrown instanceof Problem && thrown.extras.fields?.[0]?.path[0] === 'cursor'
    throw isCursor ? new MnsError('InvalidArgument', 'The x-mns-marker is not one of this list.') : thrown
  })
}

/** The document of a page whose items are written already. */
export const writePage = (root: string, item: string, written: readonly string[], cursor: string | undefined): string =>
  document(root, written.map(one => parent(item, one)).join('') + element('NextMarker', cursor))
