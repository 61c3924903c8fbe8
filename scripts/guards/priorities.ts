// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/embedded'
const embedded = ['test/embedded/contract.test.ts']

/** What comes first, and what keeps the rest from waiting for ever; on DynamoDB see dynamoLevels.ts. */
export const priorityGuards = [
  ...guardsOf(
    'lib/domain/priority.ts',
    ['lib/domain/priority.test.ts'],
    [
      ['a message without a priority has the default one', ' ?? limits.priorityDefault', ' ?? 1'],
      ['the default priority is not written', ' || priority === limits.priorityDefault ? {}', ' ? {}'],
      ['one poll in sixteen serves what has waited long', 'byte % pollsAShare === 0', 'byte % pollsAShare < 2'],
    ],
  ),
  ...guardsOf(
    'lib/domain/newMessage.ts',
    ['test/protocols/native/priority.test.ts'],
    [['a publish keeps the priority', '    ...keptPriority(priority),\n', '']],
  ),
  ...guardsOf(
    'lib/domain/envelopeCodec.ts',
    ['test/embedded/contract.test.ts'],
    [
      ['a priority is written', 'if (priority !== undefined) head.p = priority', ''],
      ['a priority is read', 'if (p !== undefined) envelope.priority = p', ''],
    ],
  ),
  ...guardsOf(
    'lib/actions/editMessage.ts',
    ['test/protocols/native/priority.test.ts'],
    [
      [
        'an edit that names no priority leaves it',
        'keptPriority(edit.priority ?? priority)',
        'keptPriority(edit.priority)',
      ],
      ['an edit changes the priority', 'keptPriority(edit.priority ?? priority)', 'keptPriority(priority)'],
    ],
  ),
  ...guardsOf(
    'lib/actions/publish.ts',
    ['test/protocols/native/priority.test.ts'],
    [['a request with another priority is another request', 'readyAtMs: 0 }', 'readyAtMs: 0, priority: undefined }']],
  ),
  ...guardsOf(`${folder}/open.ts`, embedded, [
    ['the worst has its share', 'if (drawn !== undefined)', 'if (false)'],
    ['and no more', 'ranked.length > 1 ? drawShare(random) : undefined', 'ranked.length > 1 ? 0 : undefined'],
    ['so has what stands between it and the best', 'of restOfLanes(ranked, drawn)', 'of restOfLanes(ranked, 0)'],
    ['the share begins at the worst', 'of restOfLanes(ranked, drawn)', 'of ranked.slice(1)'],
    ['of what has waited long', 'nowMs - agedMs - 1', 'nowMs'],
    ['for longer than that', 'nowMs - agedMs - 1', 'nowMs - agedMs'],
    ['a poll that has begun at the worst ends there', 'if (isServed()) return', ''],
  ]),
  ...guardsOf(`${folder}/publish.ts`, embedded, [
    ['messages lie with their priority', 'lanes.findOrMake(queue, message.rank)', 'lane'],
  ]),
  ...guardsOf(`${folder}/change.ts`, embedded, [
    ['a replace moves the message to its priority', 'if (lane !== slot.lane) messages.transfer(slot, lane)', ''],
  ]),
  ...guardsOf(`${folder}/browse.ts`, embedded, [
    ['a page of several priorities is in one order', 'lanes.flat().sort(comparePositions)', 'lanes.flat()'],
  ]),
  ...guardsOf(`${folder}/stats.ts`, embedded, [
    ['all priorities are counted', 'counts.visible += lanes.count(id) - all', 'counts.visible = lanes.count(id) - all'],
    ['the oldest is that of all priorities', 'Math.min(...times)', 'Math.max(...times)'],
  ]),
  ...guardsOf(`${folder}/messages.ts`, embedded, [
    ['a message that moves is counted where it is', '    this.#lanes.addMessages(to, 1)\n', ''],
    [
      'and not where it was',
      '    this.#lanes.addMessages(lane, -1)\n    this.#lanes.addMessages(to',
      '    this.#lanes.addMessages(to',
    ],
    ['a message that moves is where it went', '    this.#updateLane.run(to, toGroup ?? null, seq)\n', ''],
  ]),
  ...guardsOf(`${folder}/lanes.ts`, embedded, [
    [
      'all priorities of a dead generation are dead',
      'UPDATE lane SET name = NULL WHERE ${ofQueue}',
      'UPDATE lane SET name = NULL WHERE name = ?1',
    ],
    ['better priorities come first', 'a.rank - b.rank', 'b.rank - a.rank'],
    ['a lane that is made is known', '    this.#ids.delete(name)\n    return id', '    return id'],
  ]),
]
