import { expect, test } from 'vitest'
import { keptPriority } from '../../../lib/domain/priority.ts'
import { bodiesOf } from './bodies.ts'
import { costOfKinds } from './shapes.ts'

const messages = 96
const costsOf = (...priorities: number[]) => costOfKinds(priorities.map(keptPriority), bodiesOf('raw', 200), messages)

// What docs/guide/priority.md says. The reads that are no whole number of halves a message: what levels there are is read
// every five seconds, and now and then a poll begins at the worst.
test.each([
  { priorities: [8], reads: 48 },
  { priorities: [1], reads: 53 },
  { priorities: [1, 8, 16], reads: 98 },
])(
  'messages of $priorities, one at a time, cost three writes each and $reads reads in all',
  async ({ priorities, reads }) => {
    const { later } = await costsOf(...priorities)
    expect(later).toEqual({
      publish: { calls: messages, reads: 0, writes: messages, puts: 0, gets: 0 },
      poll: expect.objectContaining({ reads, writes: messages }),
      ack: { calls: messages, reads: 0, writes: messages, puts: 0, gets: 0 },
    })
  },
)

test('the first message of a priority costs a write more, for the record of its level', async () => {
  const [usual, first] = await Promise.all([costsOf(8), costsOf(1)])
  expect(usual.first.publish).toMatchObject({ calls: 2, reads: 1, writes: 1 })
  expect(first.first.publish).toMatchObject({ calls: 3, reads: 1, writes: 2 })
})
