import { guardsOf } from './guard.ts'

const contract = ['test/contract/memory.test.ts']
const dynamo = 'lib/store/dynamo'

/** Which groups are noisy, and where what they publish lies. */
export const fairGroupsGuards = [
  ...guardsOf(
    'lib/domain/noisyGroups.ts',
    ['lib/domain/noisyGroups.test.ts'],
    [
      ['a few messages are no noise', 'own >= limits.noisyMessagesMin && ', ''],
      [
        'a small part of all is no noise',
        ' && own * 100 > (now.messages + before.messages) * limits.noisyPercentMin',
        '',
      ],
      ['nor is a tenth', 'own * 100 > (', 'own * 100 >= ('],
      ['what came before the last turn counts', 'now.of(group) + before.of(group)', 'now.of(group)'],
      ['in all, too', '(now.messages + before.messages)', 'now.messages'],
      ['what has no group counts in all', '    this.messages += 1\n    if (group', '    if (group'],
      [
        'what has no group is nobody’s',
        'if (group === undefined) return false',
        "if (group === undefined) return isNoisy({ now, before }, 'loud')",
      ],
      ['of many groups those that are large are known', 'else this.#lessen()', ''],
      [
        'for however many others there are',
        'if (count > 1) this.#groups.set(group, count - 1)',
        'if (count > 1) this.#groups.set(group, count)',
      ],
      ['what is small makes room', 'else this.#groups.delete(group)', 'else this.#groups.set(group, count)'],
      [
        'what is kept of groups is bounded',
        'known !== undefined || this.#groups.size < groupsMax',
        'known !== undefined || true',
      ],
      ['groups of ordered queues do not yield', 'if (isOrdered(queue)) return envelopes', ''],
      ['what is kept of queues is bounded', 'this.#traffic.size >= queuesMax && known === undefined', 'false'],
      ['a stretch lasts', 'if (agoMs < stretchMs) return traffic', ''],
      ['what has been silent for long has begun anew', 'agoMs < 2 * stretchMs ? ', 'agoMs < 3 * stretchMs ? '],
      ['a stretch that is over is known for another', 'before: traffic.now }', 'before: new Stretch() }'],
    ],
  ),
  ...guardsOf(
    'lib/domain/priority.ts',
    ['lib/domain/priority.test.ts'],
    [
      ['what yields comes after the others', 'envelope.yields === true ? sideStep : 0', '0'],
      ['and before what is worse', 'const sideStep = 0.5', 'const sideStep = 1'],
      ['a look that begins at the worst leaves the best', 'ranks.slice(1)', 'ranks.slice(0)'],
      ['it is counted from the worst priority', 'sort((a, b) => b - a)', 'sort((a, b) => a - b)'],
      ['and round', ', ...priorities.slice(0, first)]', ']'],
      [
        'of one priority what does not yield is first',
        '=== priority).sort((a, b) => a - b)',
        '=== priority).sort((a, b) => b - a)',
      ],
    ],
  ),
  ...guardsOf(
    'lib/domain/envelopeCodec.ts',
    ['lib/domain/envelopeCodec.test.ts'],
    [
      ['that a message yields is written', 'if (yields === true) head.n = 1', ''],
      ['that a message yields is read', 'if (n !== undefined) envelope.yields = true', ''],
    ],
  ),
  ...guardsOf('lib/store/memory/memoryStore.ts', contract, [
    ['what a noisy group publishes yields', 'this.#put(queue, lane, marked!)', 'this.#put(queue, lane, envelope)'],
  ]),
  ...guardsOf('lib/store/memory/lane.ts', contract, [
    [
      'what yields lies apart',
      'const rank = rankOf(slot.envelope)\n    const order: Order',
      'const rank = Math.floor(rankOf(slot.envelope))\n    const order: Order',
    ],
  ]),
  ...guardsOf(
    'lib/store/embedded/embeddedStore.ts',
    ['test/embedded/contract.test.ts'],
    [['what a noisy group publishes yields', 'this.#noisy.mark(queue, envelopes, this.#nowMs())', 'envelopes']],
  ),
  ...guardsOf(
    'lib/store/embedded/publish.ts',
    ['test/embedded/contract.test.ts'],
    [['what yields lies apart', 'rank: rankOf(envelope)', 'rank: Math.floor(rankOf(envelope))']],
  ),
  ...guardsOf(
    `${dynamo}/publish.ts`,
    ['test/dynamo/sides.test.ts'],
    [['what a noisy group publishes yields', 'tools.noisy.mark(queue, envelopes, tools.clock.nowMs())', 'envelopes']],
  ),
  ...guardsOf(
    `${dynamo}/share.ts`,
    ['test/dynamo/sides.test.ts'],
    [
      ['what yields lies apart', 'const level = rankOf(envelope)', 'const level = priorityOf(envelope)'],
      [
        'a side is there before it is needed',
        '? [priority] : [priority, sideOf(priority)]',
        '? [priority] : [rankOf(envelope)]',
      ],
      ['where there are no groups there is no side', 'envelope.groupId === undefined ? [priority] : ', ''],
    ],
  ),
  ...guardsOf(
    `${dynamo}/move.ts`,
    ['test/dynamo/sides.test.ts'],
    [['what is edited stays at its side', 'envelope && rankOf(envelope)', 'envelope && Math.floor(rankOf(envelope))']],
  ),
  ...guardsOf(
    `${dynamo}/place.ts`,
    [`${dynamo}/place.test.ts`],
    [
      ['an id says the side', '(level === mainOf(level) ? 0 : 1)', '0'],
      ['and is read so', '(bytes[8]! & 1) === 0 ? priority : sideOf(priority)', 'priority'],
    ],
  ),
  ...guardsOf(
    `${dynamo}/keys.ts`,
    [`${dynamo}/keys.test.ts`],
    [
      ['a side has partitions of its own', '(level === priority ? 0 : limits.priorityMax)', '0'],
      ['whose keys say so', 'level < priorityMax ? level + 1 : sideOf(level - priorityMax + 1)', 'level + 1'],
    ],
  ),
  ...guardsOf(
    `${dynamo}/poll.ts`,
    ['test/dynamo/sides.test.ts'],
    [
      [
        'who loses races takes what others leave',
        'if (progress.rounds >= racesMax) progress.lost = mainOf(parseLaneKey(scout.p).level)',
        '',
      ],
      ['but what does not yield is tried before', 'progress.rounds >= racesMax', 'true'],
    ],
  ),
  ...guardsOf(
    `${dynamo}/levels.ts`,
    ['test/dynamo/sides.test.ts'],
    [['the side is looked at before what others take', 'lost - 1 / 4', 'level']],
  ),
]
