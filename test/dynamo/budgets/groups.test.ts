import { expect, test } from 'vitest'
import { costOfGroups, groupings } from './groups.ts'

const messages = 96

// The page of costs has the same of ten times as many; that the reads are no whole number of halves is as in
// priority.test.ts.
test.each([
  ['no groups', 48],
  ['groups, none of them noisy', 50.5],
  ['one group and nothing else', 101],
  ['a noisy group, and as many of others', 75.5],
])('%s: a message costs three writes, and %d reads in all', async (name, reads) => {
  const { publish, poll, ack } = await costOfGroups(groupings[name]!, messages)
  expect(publish).toEqual({ calls: messages, reads: 0, writes: messages, puts: 0, gets: 0 })
  expect(poll).toMatchObject({ reads, writes: messages })
  expect(ack).toEqual({ calls: messages, reads: 0, writes: messages, puts: 0, gets: 0 })
})

test('the first message of a group costs its queue a write more, for the record of the side', async () => {
  expect((await costOfGroups(groupings['no groups']!, 1)).once).toBe(0)
  for (const count of [1, 97]) expect((await costOfGroups(new Array(count).fill({ groupId: 'g' }), 1)).once).toBe(1)
})
