export type Bounds<Item> = { countMax: number; bytesMax: number; bytesOf: (item: Item) => number }

/** In their order, no more in one piece than may be, by number and by size; one item always is. */
export function inPieces<Item>(items: readonly Item[], { countMax, bytesMax, bytesOf }: Bounds<Item>): Item[][] {
  const pieces: Item[][] = []
  let bytes = 0
  for (const item of items) {
    const own = bytesOf(item)
    const last = pieces.at(-1)
    if (last !== undefined && last.length < countMax && bytes + own <= bytesMax) {
      last.push(item)
      bytes += own
    } else {
      pieces.push([item])
      bytes = own
    }
  }
  return pieces
}
