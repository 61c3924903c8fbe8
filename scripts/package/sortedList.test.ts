import fc from 'fast-check'
import library from 'sorted-btree'
import { expect, test } from 'vitest'
import SortedList from './sortedList.ts'

const compare = (a: number, b: number): number => a - b

const key = fc.integer({ min: 0, max: 20 })
type Step = (map: Pick<SortedList<number, number>, 'set' | 'delete' | 'deleteRange'>) => unknown
const step: fc.Arbitrary<Step> = fc.oneof(
  key.map(
    (at): Step =>
      map =>
        void map.set(at, at),
  ),
  key.map(
    (at): Step =>
      map =>
        map.delete(at),
  ),
  fc.tuple(key, key, fc.boolean()).map(
    ([low, high, highToo]): Step =>
      map =>
        map.deleteRange(low, Math.max(low, high), highToo),
  ),
)

test('it does what the tree does, in all that is asked of it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const list = new SortedList<number, number>(undefined, compare)
      const tree = new library.default<number, number>(undefined, compare)
      for (const doStep of steps) {
        expect(doStep(list)).toEqual(doStep(tree as unknown as typeof list))
        expect([list.size, list.minKey(), list.maxKey()]).toEqual([tree.size, tree.minKey(), tree.maxKey()])
      }
    }),
  )
})
