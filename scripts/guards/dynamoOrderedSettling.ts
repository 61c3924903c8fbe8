import { guardsOf } from './guard.ts'
import { orderedFolder as folder, orderedTests as tests } from './orderedTests.ts'

/** What becomes of ordered messages, on DynamoDB. */
export const dynamoOrderedSettlingGuards = [
  ...guardsOf(`${folder}/browse.ts`, tests, [
    ['a page ends', 'if (cursor === undefined || spots.length > order.limit)', 'if (false)'],
    ['a page that is full tells where the next begins', 'if (left !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/change.ts`, tests, [
    ['what is gone cannot be changed', 'if (located === undefined)', 'if (false)'],
    ['what somebody holds stays as it is', "if (stateOf(delivery, tools.clock.nowMs()) === 'inFlight')", 'if (false)'],
    [
      'an edit of what has changed since is refused',
      "if (wish.kind === 'replace' && delivery.token !== wish.seenToken)",
      'if (false)',
    ],
    ['a change is done once', "if (outcome === 'done')", 'if (false)'],
  ]),
  ...guardsOf(`${folder}/clear.ts`, tests, [
    ['what is put elsewhere goes with what takes it', 'if (moving !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/find.ts`, tests, [['what is gone is not found', 'if (located === undefined)', 'if (false)']]),
  ...guardsOf(`${folder}/giveUp.ts`, tests, [
    ['who gave a message up hears of it', 'if (outcome !== undefined)', 'if (false)'],
    ['what is gone cannot be given up', 'if (group === undefined || standing === undefined)', 'if (false)'],
    ['only who holds a message can give it up', "if (verdict !== 'applies')", 'if (false)'],
  ]),
  ...guardsOf(`${folder}/locate.ts`, tests, [
    ['an id of another kind names nothing', 'if (place === undefined)', 'if (false)'],
    [
      'a message is where its id says',
      'if (found !== undefined && idOf(found.group.hash, found.standing) === id)',
      'if (false)',
    ],
    ['a group that is gone holds nothing', 'if (group === undefined)', 'if (false)'],
    ['what is done is not found', 'if (held === undefined && number < numberOf(group.next))', 'if (false)'],
    ['what was cancelled is not found', 'if (run === undefined || entry === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/quickAck.ts`, tests, [
    [
      'a part of a run is not taken for the whole',
      'if (hint === undefined || hint.count !== cases.length)',
      'if (false)',
    ],
    [
      'a receipt twice is not two messages',
      'if (new Set(cases.map(({ place }) => place.number)).size < cases.length)',
      'if (false)',
    ],
    ['only acks of running leases are done unseen', 'if (!cases.every(isGood))', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/redrive.ts`, tests, [
    ['where nothing was chosen nothing moves', 'if (leavers.length > 0)', 'if (false)'],
    ['a redrive that is full tells where it goes on', 'if (stop !== undefined)', 'if (false)'],
    ['a redrive ends when it is full', 'if (isFull()) return { leavers, stop: one.number }', 'if (false)'],
    ['it fetches no more than it moves', 'if (isFull()) return { leavers, stop: some[0]!.number }', 'if (false)'],
    ['what was not chosen stays', 'if (departing === undefined)', 'if (false)'],
    [
      'each goes to its own queue',
      'if (first !== undefined && scopeOf(first.departing.to) !== scopeOf(departing.to))',
      'if (false)',
    ],
    ['a store that does not answer ends a redrive', 'if (error instanceof Problem) throw error', 'if (false)'],
    ['what did not move is not counted', 'if (!isDone)', 'if (false)'],
    ['one move that fails does not end a redrive', 'if (error instanceof Problem) return false', ''],
  ]),
  ...guardsOf(`${folder}/remove.ts`, tests, [
    [
      'a redrive that goes on in the middle passes over nobody',
      'if (numberOf(from) !== numberOf(group.next))',
      'if (false)',
    ],
  ]),
  ...guardsOf('lib/store/dynamo/settleBy.ts', tests, [
    [
      'in a queue that is known to be gone nothing is settled',
      'if (tools.book.known(scopeOf(queue)).dead)',
      'if (false)',
    ],
    ['a lapsed receipt settles nothing', 'asStrict(queue, settlement)', 'settlement'],
  ]),
  ...guardsOf(`${folder}/settle.ts`, tests, [
    ['all of a run is acked in one write', 'if (quick?.isDone === true)', 'if (false)'],
    ['what is given up goes to the other queue', 'if (isLeaving(some[0]!))', 'if (false)'],
    [
      'what is given up goes by itself',
      'if (last.length === 0 || isLeaving(one) || isLeaving(last[0]!))',
      'if (false)',
    ],
    ['where nothing changes nothing is written', 'if (group === undefined || held === undefined)', 'if (false)'],
    ['what is settled is answered', 'if (written.isDone)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/settleHeld.ts`, tests, [
    ['only a receipt that counts settles', "if (found === undefined || verdict !== 'applies')", 'if (false)'],
    ['what is acked is done', "if (settlement.kind !== 'release' && settlement.kind !== 'extend')", 'if (false)'],
  ]),
  ...guardsOf(`${folder}/stats.ts`, tests, [
    ['a queue that is gone has nothing', 'if ((await tools.book.read(scopeOf(queue), 0)).dead)', 'if (false)'],
    [
      'what was counted to the end is exact',
      'if (next === undefined) return counts\n    cursor',
      'if (false) return counts\n    cursor',
    ],
    ['the oldest is told', "if (state === 'visible')", 'if (false)'],
    ['an estimate ends', 'if (next === undefined) return counts\n    from', 'if (false) return counts\n    from'],
    ['a group of which all is held adds nothing more', 'if (waiting === 0 || readyAtMs === undefined)', 'if (false)'],
    ['what is delayed is told from what is visible', 'if (readyAtMs > nowMs)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/sweepQueue.ts`, tests, [
    ['what is left is counted', 'if (!swept)', 'if (false)'],
    ['what is held is not swept', 'if (one.number >= to || one.delivery.visibleAtMs > nowMs)', 'if (false)'],
    ['a sweep goes as far as it has read', 'one.number >= to || ', ''],
    ['what has expired is dropped', "if (verdict.kind === 'drop')", 'if (false)'],
    ['what is over is moved aside', "if (verdict.kind === 'deadLetter')", 'if (false)'],
    ['a sweep goes on while there is something', 'while (line !== undefined)', 'while (false)'],
    ['a sweep that gets nowhere ends', 'if (cleared === 0)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/walk.ts`, tests, [
    ['a walk ends', 'if (cut === -1)', 'if (false)'],
    ['a step in the middle of a group reads that one', "number === '0' ? groupsMax : 1", 'groupsMax'],
  ]),
  ...guardsOf(`${folder}/writeGroup.ts`, tests, [
    ['what is held is written', 'if (held.length > 0)', 'if (false)'],
    ['what is written is done', "if (reply.kind === 'done')", 'if (false)'],
    ['a lost reply is known by its version', 'if (now?.version === version)', 'if (false)'],
  ]),
]
