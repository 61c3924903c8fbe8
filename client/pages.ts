import type { Page } from './wire.ts'

/** Walks a paged list item by item, asking for the next page only when it is needed. */
export async function* eachItem<Item>(read: (cursor?: string) => Promise<Page<Item>>): AsyncGenerator<Item, void> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
