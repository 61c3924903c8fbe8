import { Problem } from '../../domain/problem.ts'

// Counted at the same time, for a list may be long.
const atOnce = 16

/**
 * What a list says of each item with its count; `none` for one that is gone by now, or whose count the caller may not see.
 */
export async function withCounts<Item, Count>(
  items: readonly Item[],
  count: (item: Item) => Promise<Count>,
  none: Count,
  write: (item: Item, count: Count) => string,
): Promise<string[]> {
  const written: string[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    const some = items.slice(at, at + atOnce)
    const counts = await Promise.all(some.map(item => count(item).catch(thrown => unless(thrown, none))))
    written.push(...some.map((item, index) => write(item, counts[index]!)))
  }
  return written
}

const passedOver: ReadonlySet<string> = new Set(['QueueNotFound', 'TopicNotFound', 'Forbidden'])

function unless<Count>(thrown: unknown, none: Count): Count {
  if (thrown instanceof Problem && passedOver.has(thrown.code)) return none
  throw thrown
}
