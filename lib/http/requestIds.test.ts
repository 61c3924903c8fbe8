import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { requestIds } from './requestIds.ts'

test('ids differ within a run and between runs', () => {
  const random = seededRandom(1)
  const runs = [requestIds(random), requestIds(random)]
  const ids = runs.flatMap(next => Array.from({ length: 1000 }, next))
  expect(new Set(ids).size).toBe(2000)
  expect(new Set(ids.map(id => id.slice(0, 12))).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^[\w-]{12}-[0-9a-z]{1,3}$/)
})
