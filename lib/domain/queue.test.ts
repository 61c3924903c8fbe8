import { expect, test } from 'vitest'
import { queueNamePattern } from './queue.ts'

test('a queue name is 1 to 120 letters, digits, hyphens and underscores, and may end in .fifo', () => {
  for (const name of ['a', 'Orders-2_', '0', 'x'.repeat(120), 'a.fifo', `${'x'.repeat(115)}.fifo`])
    expect(queueNamePattern.test(name)).toBe(true)
  for (const name of [
    '',
    'x'.repeat(121),
    'a b',
    'a.b',
    '.fifo',
    'a.fifo.fifo',
    'a.fifos',
    'a.FIFO',
    `${'x'.repeat(116)}.fifo`,
    'é',
    'a/b',
    'a\n',
    '\na',
    'a%20',
  ])
    expect(queueNamePattern.test(name)).toBe(false)
})
