import { guardsOf } from './guard.ts'

const contract = ['test/embedded/contract.test.ts']
const own = ['test/embedded/ordered.test.ts']
const folder = 'lib/store/embedded'

/** What ordered queues hang on in the embedded store. */
export const orderedEmbeddedGuards = [
  ...guardsOf(`${folder}/groups.ts`, contract, [
    ['a group is one line', 'if (known === undefined) return this.#insert', 'return this.#insert'],
    ['a message that was moved here has its place by its number', 'if (seq < headSeq) this', 'if (false) this'],
    ['only the head says when a group opens', ' WHERE id = ? AND head_seq = ?', ' WHERE id = ? AND ? IS NOT NULL'],
    [
      'a message behind the head leaves it where it is',
      'if (this.#selectHead.get(group)![0] !== seq) return',
      'if (this.#selectHead.get(group)![0] !== seq) this.#delete.run(group)',
    ],
    ['the next message is the head', 'else this.#updateHead.run(...first, group)', ''],
    [
      'the next head is the first that is left',
      'WHERE group_id = ? ORDER BY seq LIMIT 1',
      'WHERE group_id = ? ORDER BY seq DESC LIMIT 1',
    ],
    [
      'the group that waits longest comes first',
      'ORDER BY head_visible_at_ms, head_seq LIMIT ?',
      'ORDER BY head_seq LIMIT ?',
    ],
    [
      'who waits is woken when the first head is visible',
      'WHERE lane = ? ORDER BY head_visible_at_ms LIMIT 1',
      'WHERE lane = ? ORDER BY head_visible_at_ms DESC LIMIT 1',
    ],
    ['queues do not see each other’s groups', 'WHERE lane = ? AND name = ?', 'WHERE ? IS NOT NULL AND name = ?'],
  ]),
  ...guardsOf(`${folder}/groups.ts`, own, [
    [
      'a group without messages is gone',
      'if (first === undefined) this.#delete.run(group)\n    else',
      'if (first !== undefined)',
    ],
    [
      'a look over groups goes on after the last',
      'AND (head_visible_at_ms, head_seq) > (?, ?) AND',
      'AND (head_visible_at_ms + ? + ? IS NOT NULL) AND',
    ],
    ['numbers are kept', 'this.#updateLast.run(seq)', ''],
    ['the greatest of them', 'SET last = ?1 WHERE last < ?1', 'SET last = 0 WHERE last < ?1'],
  ]),
  ...guardsOf(`${folder}/embeddedStore.ts`, own, [
    [
      'numbers are not given again',
      'Math.max(this.#tables.messages.lastSeq(), this.#tables.groups.lastSeq())',
      'this.#tables.messages.lastSeq()',
    ],
  ]),
  ...guardsOf(`${folder}/embeddedStore.ts`, contract, [
    [
      'a settlement can open a group',
      '    this.#waiters.opened(queue)\n    this.#waiters.settled',
      '    this.#waiters.settled',
    ],
    [
      'a cancel can open a group',
      "    this.#waiters.opened(queue)\n    if (wish.kind === 'replace')",
      "    if (wish.kind === 'replace')",
    ],
  ]),
  ...guardsOf(`${folder}/outlook.ts`, contract, [
    ['who waits is not woken for what is closed', 'isOrdered(queue) ? groups : messages', 'messages'],
  ]),
  ...guardsOf(`${folder}/messages.ts`, contract, [
    [
      'a lease of the head closes its group',
      'if (group !== undefined) this.#groups.moved(group, seq, delivery.visibleAtMs)',
      '',
    ],
    [
      'a message that leaves lets its group go on',
      '    if (group !== undefined) this.#groups.left(group, seq)\n    if (large)',
      '    if (large)',
    ],
    [
      'also where it is moved',
      '    if (group !== undefined) this.#groups.left(group, seq)\n    this.#lanes',
      '    this.#lanes',
    ],
    [
      'a group is walked in order',
      'WHERE group_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      'WHERE group_id = ? AND seq > ? ORDER BY seq DESC LIMIT ?',
    ],
  ]),
  ...guardsOf(`${folder}/open.ts`, contract, [
    [
      'a look that found less than it asked for is the last, and no other',
      'if (last === undefined || found.length < batch',
      'if (last === undefined || found.length <= batch',
    ],
    [
      'the walk goes on after what it has seen',
      'position = { visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }',
      '',
    ],
    [
      'a group is handed out as far as it is open',
      'yield* openRun(groupMessages(messages, id, batch), nowMs)',
      'yield* groupMessages(messages, id, batch)',
    ],
  ]),
  ...guardsOf(`${folder}/open.ts`, own, [
    ['all groups are looked at', 'while (last !== undefined)', 'while (false)'],
    ['all of a group is looked at', 'while (found.length === batch)', 'while (false)'],
  ]),
  ...guardsOf(`${folder}/poll.ts`, contract, [
    ['a poll that is repeated answers the same', 'if (repeated !== undefined) return', 'if (false) return'],
    ['what a poll handed out is remembered', 'if (attemptId !== undefined) remember(', 'if (false) remember('],
  ]),
  ...guardsOf(`${folder}/attempts.ts`, contract, [
    [
      'what cannot be repeated is looked for anew',
      'if (again === undefined) return undefined',
      'if (again === undefined) return handout && []',
    ],
    ['a repeated lease begins again', '    messages.move(slot, delivery)\n', ''],
    ['a repetition can be repeated', '  remember(tables, queue, attemptId, leased, nowMs, handout!.untilMs)\n', ''],
    ['for five minutes from the first', 'leased, nowMs, handout!.untilMs)', 'leased, nowMs)'],
    ['what is gone is not repeated', 'if (found === undefined) return undefined', ''],
    ['of an empty answer nothing is remembered', 'if (leased.length === 0) return\n', ''],
  ]),
  ...guardsOf(`${folder}/publish.ts`, contract, [
    ['an ordered queue keeps groups', 'if (isOrdered(queue)) return', 'if (false) return'],
    ['a repetition stores nothing', 'if (original !== undefined) return original', ''],
    [
      'a first publish is remembered',
      'if (key !== undefined)\n      tables.remembered.remember',
      'if (false)\n      tables.remembered.remember',
    ],
    ['for the window', 'nowMs + deduplication!.windowMs, nowMs)', 'nowMs + 1e12, nowMs)'],
  ]),
  ...guardsOf(`${folder}/publish.ts`, own, [
    ['numbers are kept with the publish', '  tables.groups.keepLastSeq(added.at(-1)!.seq)\n', ''],
  ]),
  ...guardsOf(`${folder}/settle.ts`, contract, [
    ['a lapsed receipt settles nothing', 'asStrict(queue, settlement)', 'settlement'],
  ]),
  ...guardsOf(`${folder}/slot.ts`, contract, [
    [
      'an ordered message has its number',
      ' : { id, envelope, delivery, sequence: seq }',
      ' : { id, envelope, delivery }',
    ],
    [
      'another has none',
      'group === undefined ? { id, envelope, delivery } : ',
      'false ? { id, envelope, delivery } : ',
    ],
  ]),
  ...guardsOf(`${folder}/remembered.ts`, contract, [
    ['what is remembered is forgotten when its time is over', ' || row.keep_until_ms <= nowMs', ''],
    ['to the millisecond', 'row.keep_until_ms <= nowMs', 'row.keep_until_ms < nowMs'],
    [
      'each queue remembers for itself',
      'WHERE lane = ? AND kind = ? AND key = ?',
      'WHERE ? IS NOT NULL AND kind = ? AND key = ?',
    ],
  ]),
  ...guardsOf(`${folder}/remembered.ts`, own, [
    ['each new key makes room', '    this.deleteOutdated(nowMs, dropsPerKey)\n', ''],
  ]),
  ...guardsOf(`${folder}/keptUntil.ts`, own, [
    ['only what is over is deleted', 'WHERE keep_until_ms <= ? LIMIT ?', 'WHERE keep_until_ms + ? > 0 LIMIT ?'],
  ]),
  ...guardsOf(`${folder}/sweepSteps.ts`, own, [
    ['what is remembered of a dead lane is swept', ' + remembered.deleteOfLane(lane, chunkRows) === 0', ' === 0'],
    ['what is over is swept', '  nowMs => tables.remembered.deleteOutdated(nowMs, chunkRows) === chunkRows,\n', ''],
  ]),
  ...guardsOf(
    `${folder}/sweepSteps.ts`,
    ['test/embedded/space.test.ts'],
    [['a dead lane goes when it is empty', 'if (removeSome(messages, slots)) return true\n', '']],
  ),
  ...guardsOf(`${folder}/sweep.ts`, own, [
    [
      'the end of what is remembered sets the alarm',
      '[requests.firstEndMs(), remembered.firstEndMs()]',
      '[requests.firstEndMs()]',
    ],
  ]),
  ...guardsOf(`${folder}/schema.ts`, own, [
    [
      'a group is found by its wait',
      'ON ordered_group (lane, head_visible_at_ms, head_seq)',
      'ON ordered_group (lane, head_seq, head_visible_at_ms)',
    ],
    ['a message is found by its group', 'ON message (group_id, seq) WHERE', 'ON message (seq, group_id) WHERE'],
  ]),
]
