import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const settling = ['test/dynamo/settling.test.ts']
const moving = ['test/dynamo/moving.test.ts']
const both = [...settling, ...moving]
const looking = ['test/dynamo/lookingThrough.test.ts']

const unconditional = "({ clauses: ['attribute_exists(p)'], values: {} })"

/** How messages are settled, moved, changed and counted in DynamoDB. */
export const dynamoSettlingGuards = [
  ...guardsOf(`${folder}/settleBy.ts`, both, [
    [
      'a generation that is over has nothing to settle',
      'if (tools.book.known(scopeOf(queue)).dead) return outcomes',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/settle.ts`, both, [
    [
      'settlements of one block are one write',
      'if (round === undefined) made.push([one])\n    else round.push(one)',
      'made.push([one])',
    ],
    [
      'settlements of one message are done in order',
      'some.every(({ place }) => place.index !== one.place.index)',
      'true',
    ],
    ['who loses every race is told', "if (tries === triesMax) throw new Problem('StoreBusy')", ''],
    ['what is not there is looked for', "if (result === 'absent') absent.push(one)", 'if (false) absent.push(one)'],
    ['an outcome is an answer', "else if (result !== 'again') outcomes", 'else if (false) outcomes'],
    ['J5: a receipt follows its message', 'if (isElsewhere) return [{ ...one, place, slots: [] }]', ''],
    ['an ack whose reply was lost is done', "one.isRepeated && one.settlement.kind === 'ack' &&", 'false &&'],
    [
      'a message that is gone is gone',
      "one.isRepeated && one.settlement.kind === 'ack' &&",
      "one.settlement.kind === 'ack' &&",
    ],
    [
      'only an ack is done by finding nothing',
      "one.isRepeated && one.settlement.kind === 'ack' &&",
      'one.isRepeated &&',
    ],
  ]),
  ...guardsOf(`${folder}/settleCase.ts`, both, [
    ['an ack moves nothing', "if (settlement.kind !== 'release' && settlement.kind !== 'extend') return false", ''],
    ['a message that nobody got moves with its time', "if (settlement.receipt.token === '') return true", ''],
    ['no message waits in a block that is not ready', 'nowMs + ms < place.readyAtMs || ', ''],
    ['a long release moves its message', "(settlement.kind === 'release' && ms > stayMsMax)", 'false'],
    ['a minute is not long', 'ms > stayMsMax', 'ms >= stayMsMax'],
    ['a slot that is done stays done', "if (slot === undefined) return 'absent'", ''],
  ]),
  ...guardsOf(`${folder}/finish.ts`, both, [
    ['a whole block is one delete', 'if (isWhole(cases)) {', 'if (false) {'],
    ['a write that was refused did nothing', "if (reply.kind !== 'done') return refused(cases, reply, nowMs)", ''],
    ['a block that is empty goes', 'if (isEmpty(reply.output.Attributes)) await sweep(tools, scope, cases[0]!)', ''],
    ['one that is not stays', 'if (isEmpty(reply.output.Attributes)) await', 'await'],
    ['part of a block is no whole', 'slots.every(index => acked.includes(index))', 'true'],
    [
      'J3: a delete proves that no other is left',
      'noOthers(cases.map(({ place }) => place.index))',
      'noOthers(slotNames.map((_, index) => index))',
    ],
    [
      'J1: a lease has to be live where that is asked',
      "if (settlement.ifLapsed === 'accept') return",
      'if (true) return',
    ],
    ['J1: but only there', "if (settlement.ifLapsed === 'accept') return", 'if (false) return'],
    [
      'a receipt without a token holds until the message is ready',
      'allOf([slotHas(place.index, token), notReady(nowMs)])',
      'slotHas(place.index, token)',
    ],
    ['an ack takes its slot', "if (one.settlement.kind === 'ack') removes", 'if (false) removes'],
    ['and what was said of it', 'removes.push(slotName(index), nackName(index))', 'removes.push(slotName(index))'],
    ['no reason is none', "if (one.settlement.kind !== 'release' || one.settlement.reason === undefined) continue", ''],
    ['that a reply was lost is remembered', 'isRepeated: one.isRepeated || isRepeated', 'isRepeated: false'],
    ['a block that cannot be swept is swept by others', '.catch(() => undefined)', ''],
    ['and is tried once', ', { attempts: 1 }', ''],
  ]),
  ...guardsOf(`${folder}/resettle.ts`, both, [
    ['what may not be settled is not moved', 'if (refusal !== undefined) results', 'if (false) results'],
    [
      'each goes to the block of its time',
      'times].map(ms => ready.filter(({ mover }) => mover.delivery.visibleAtMs === ms))',
      'times].slice(0, 1).map(() => [...ready])',
    ],
  ]),
  ...guardsOf(`${folder}/move.ts`, both, [
    [
      'a body that has not changed stays where it is',
      'if (!isNew && source.reference !== undefined) return',
      'if (false) return',
    ],
    ['one that has is written anew', 'if (!isNew && source.reference', 'if (source.reference'],
    [
      'J3: a block goes with the last of its messages',
      'if (entries.length === source.entries.length) {',
      'if (false) {',
    ],
    ['J3: and stays while there are others', 'if (entries.length === source.entries.length) {', 'if (true) {'],
    [
      'J5: a move takes the message from where it was',
      '[takeAction(TableName, source, movers), put, ...forwards]',
      '[put, ...forwards]',
    ],
    [
      'J5: and says where it went',
      '[takeAction(TableName, source, movers), put, ...forwards]',
      '[takeAction(TableName, source, movers), put]',
    ],
    [
      'J1: a move takes what was read',
      'entries.map(({ index, slot }) => slotIs(index, slot))',
      `entries.map(() => ${unconditional})`,
    ],
    ['a moved message keeps its id', '{ ...entry.head, id }', 'entry.head'],
  ]),
  ...guardsOf(`${folder}/locate.ts`, moving, [
    ['what is no id is no message', 'if (first === undefined) return undefined', ''],
    ['a message is found where it was put', 'if (found !== undefined) return found', ''],
    [
      'what did not move is gone',
      "if (place === undefined || place === 'left' || formatPlace",
      "if (place === 'left' || formatPlace",
    ],
    ['what is gone is not looked for again', ' || formatPlace(place) === seen', ''],
    ['a message is found where it went', 'if (moved !== undefined) return moved', ''],
    [
      'a place is no id of a message that moved there',
      'block && entry && idOf(block, entry) === id ?',
      'block && entry ?',
    ],
    ['a message that moves on is followed', 'hop < hopsMax', 'hop < 2'],
  ]),
  ...guardsOf(`${folder}/change.ts`, moving, [
    [
      'what is gone cannot be changed',
      "if (located === undefined) return isOurs && (await readForward(tools, scope, id)) !== 'left' ? 'done' : 'gone'",
      '',
    ],
    [
      'a cancel whose reply was lost is done',
      "return isOurs && (await readForward(tools, scope, id)) !== 'left' ? 'done' : 'gone'",
      "return 'gone'",
    ],
    ['but not one that lost the race', "isOurs ||= outcome === 'unclear'", 'isOurs = true'],
    [
      'a change loses against a lease',
      "if (stateOf(delivery, tools.clock.nowMs()) === 'inFlight') return 'leased'",
      '',
    ],
    [
      'a change of what has changed is refused',
      "if (wish.kind === 'replace' && delivery.token !== wish.seenToken) return 'changed'",
      '',
    ],
    ['a change is done once', "if (outcome === 'done') return 'done'", ''],
    ['a cancel that was done is done', "if (reply.kind === 'done') return 'done'", ''],
    [
      'J1: a cancel takes what was read',
      'const seen = slotIs(entry.index, entry.slot)',
      `const seen = ${unconditional}`,
    ],
    ['J3: a block goes with its last message', 'block.entries.length === 1', 'false'],
    ['J3: and not before', 'block.entries.length === 1', 'true'],
    ['J6: a replace ends the receipts before it', 'token: newToken(tools.random), ', ''],
  ]),
  ...guardsOf(`${folder}/find.ts`, moving, [
    ['what is not there is not found', 'if (located === undefined) return undefined', ''],
  ]),
  ...guardsOf(`${folder}/browse.ts`, looking, [
    [
      'a page goes on with all later blocks',
      'if (position === undefined || spot.s !== position.s) return true',
      'if (position === undefined) return true',
    ],
    [
      'a page goes on inside a block',
      'spot.p === position.p ? spot.index > position.index',
      'spot.p === position.p ? false',
    ],
    ['and inside a sort key', ': spot.p > position.p', ': true'],
    [
      'a page that is not the last has a cursor',
      'if (shown.length < wanted.length) return { messages, cursor: formatPosition(toPosition(shown.at(-1)!)) }',
      '',
    ],
    ['a walk ends where all has been read', 'seen.seenTo === undefined || read', 'read'],
    ['a search for few ends in time', ' || read >= blocksMax', ''],
    ['a page reads no more than it needs', ' || isEnough(seen.spots)', ''],
    [
      'lanes are read side by side',
      'walk.next === behindMost ? readOn(tools, walk, range.toMs) : walk',
      'readOn(tools, walk, range.toMs)',
    ],
    ['a page holds no more than asked', 'if (shown.length === limit || (shown', 'if ((shown'],
    ['a page is no larger than asked', ' || (shown.length > 0 && bytes > maxBytes)', ''],
    ['a single message always comes', '(shown.length > 0 && bytes', '(bytes'],
    ['what is delayed stands ahead', "state === 'delayed' ? latestMs : nowMs", 'nowMs'],
    ['what was not read by all lanes is not shown', 'seenTo === undefined || key.s < seenTo', 'true'],
  ]),
  ...guardsOf(`${folder}/stats.ts`, looking, [
    ['what was counted to its end is no estimate', 'if (next === undefined || first', 'if (first'],
    ['only what is visible is old', "if (state === 'visible') counts", 'counts'],
    ['an estimate says so', 'exact: false,\n})', 'exact: true,\n})'],
    ['an estimate reaches to the end', 'visible: Math.round(counts.visible * factor)', 'visible: counts.visible'],
    ['of the delayed too', 'delayed: Math.round(counts.delayed * factor)', 'delayed: counts.delayed'],
    ['counting ends after some pages', 'page < pagesMax && ', ''],
  ]),
]
