import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { requestIds } from './requestIds.ts'

test('ids differ within a run and between runs', () => {
  const random = seededRandom(1)
  const runs = [requestIds(random), requestIds(random)]
  const ids = runs.flatMap(next => Array.from({ length: 1000 }, next))
  expect(new Set(ids).size).toBe(2000)
  expect(new Set(ids.map(id => id.slice(0, 24))).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
