// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const besides = (name: string): string[] => [`${folder}/${name}.test.ts`]

/** What stands in the items of the DynamoDB store, and where bodies go. */
export const dynamoTextsGuards = [
  ...guardsOf(`${folder}/place.ts`, besides('place'), [
    ['a kind yet unknown is no place', 'bytes[7]! > kindMax || ', ''],
    ['bits that stand for nothing yet make no place', ' || (bytes[8]! & 2) !== 0', ''],
    ['a level is one more than its bits', 'bytes[6]! & 0x0f) + 1', 'bytes[6]! & 0x0f)'],
  ]),
  ...guardsOf(`${folder}/keys.ts`, besides('keys'), [
    ['text sorts as times do', "String(ms).padStart(timeDigits, '0')", 'String(ms)'],
    ['what is ready at the very time is within the bound', '`${timeText(ms)}~`', '`${timeText(ms)}`'],
    ['the record of a lane is no block', "laneRecordSort = '!'", "laneRecordSort = '5'"],
    ['a purged queue is another one', '`${short(uid)}.${generation.toString(36)}`', 'short(uid)'],
    ['each level is a lane of its own', '${levelDigit(level)}.', ''],
    ['each lane is one', '.${lane.toString(36)}`', '`'],
    ['bodies lie apart from forwards', 'aloneIn(`b.${scope}', 'aloneIn(`f.${scope}'],
  ]),
  ...guardsOf(`${folder}/mint.ts`, besides('mint'), [
    ['no nonce of a millisecond is given twice', '+ 1n + this', '+ this'],
    [
      'what one process publishes in a millisecond keeps its order',
      'readyAtMs === this.#lastMs && next',
      'false && next',
    ],
    ['another millisecond begins anew', 'readyAtMs === this.#lastMs && next', 'next'],
    ['nonces have a width', ".padStart(2 * nonceBytes, '0')", ''],
    ['at the end of the range the width is kept', ' && next < 1n << bits ?', ' ?'],
  ]),
  ...guardsOf(`${folder}/slot.ts`, besides('slot'), [
    ['a fresh slot is a nought', "if (token === '') return freshSlot", ''],
    ['a fresh slot is read as one', 'if (text === freshSlot) return', 'if (false) return'],
    ['when it was first leased is kept', 'if (firstLeasedAtMs !== undefined) delivery', 'if (false) delivery'],
    ['what was never leased has no time of it', 'if (firstLeasedAtMs !== undefined) delivery', 'if (true) delivery'],
    ['when it was last leased is kept', 'if (last) delivery', 'if (false) delivery'],
    ['what was leased once has no time of more', 'if (last) delivery', 'if (true) delivery'],
    ['what the worker said is kept', 'if (nackReason !== undefined) delivery', 'if (false) delivery'],
    ['a worker that was silent said nothing', 'if (nackReason !== undefined) delivery', 'if (true) delivery'],
    ['comparing texts compares times', ".padStart(untilCharacters, '0')", ''],
    ['what was given back is no lease', 'leased ? ', 'true ? '],
    ['no token is that of a fresh slot', "token === '' ? freshSlot : token", 'token'],
    ['what is given back is not live', 'prefix: `${token}l`', 'prefix: token'],
    ['a lease ends at its time', 'nowMs + 1)', 'nowMs)'],
  ]),
  ...guardsOf(`${folder}/heads.ts`, besides('heads'), [
    ['an expiry is read', 'if (expiry) head', 'if (false) head'],
    [
      'what does not expire has no expiry',
      'if (expiry) head.expiresAtMs = sentAtMs + parseInt(expiry, 36)',
      "head.expiresAtMs = sentAtMs + parseInt(expiry ?? '0', 36)",
    ],
    ['an id that was brought along is read', 'if (id) head', 'if (false) head'],
    ['what newer releases wrote is read', 'if (rest.length > 0) head', 'if (false) head'],
    ['what newer releases wrote is kept', '    ...(head.rest ?? []),\n', ''],
    ['a version yet unknown is not guessed at', 'if (found !== version) throw', 'if (false) throw'],
    [
      'an expiry at the moment of sending is one',
      'optional(head.expiresAtMs, head.sentAtMs)',
      'delta((head.expiresAtMs ?? head.sentAtMs) - head.sentAtMs)',
    ],
    ['each message has its own ready time', 'blockReadyAtMs + parseDelta(ready)', 'blockReadyAtMs'],
    ['heads are short', ".replace(/\\.+$/, '')", ''],
  ]),
  ...guardsOf(`${folder}/pack.ts`, besides('pack'), [
    ['what lies plain is read so', 'if (buffer[0] === plain) return', 'if (false) return'],
    [
      'what is deflated is inflated',
      'if (buffer[0] === deflated) return inflateRawSync(body)',
      'if (buffer[0] === deflated) return body',
    ],
    [
      'a form yet unknown is not guessed at',
      'if (buffer[0] === deflated) return inflateRawSync(body)',
      'return inflateRawSync(body)',
    ],
    ['deflating never makes it larger', 'small.length + 1 < packed.length ? ', 'true ? '],
  ]),
  ...guardsOf(`${folder}/receiptHint.ts`, besides('receiptHint'), [
    ['a receipt names every slot there was (J3)', 'bits | (1 << index)', 'bits | (1 << (index & 7))'],
    ['a receipt says where a message lies that has moved', 'place === undefined ? mask : ', 'true ? mask : '],
  ]),
  ...guardsOf(`${folder}/block.ts`, besides('block'), [
    ['what the worker said is kept', 'if (nackReason !== undefined) item', 'if (false) item'],
    [
      'what nobody said is no attribute',
      'if (nackReason !== undefined) item[nackName(index)] = { S: nackReason }',
      'item[nackName(index)] = { S: nackReason! }',
    ],
    ['envelopes come with the block', 'if (block.envelopes !== undefined) item', 'if (false) item'],
    [
      'a block without them has none',
      'if (block.envelopes !== undefined) item.e = { B: block.envelopes }',
      'item.e = { B: block.envelopes! }',
    ],
    ['a block says where they are', 'if (block.reference !== undefined) item', 'if (false) item'],
    [
      'text is counted in bytes',
      'if (S !== undefined) return Buffer.byteLength(S)',
      'if (S !== undefined) return S.length',
    ],
    ['bytes are counted', 'if (B !== undefined) return', 'if (false) return'],
    ['a slot that is gone is a message that is done (J1)', 'slot === undefined ? [] : ', 'false ? [] : '],
    ['a message has one id wherever it lies (J5)', 'head.id ?? ', ''],
    ['TTL takes nothing that is still kept (J7)', 'const keptMs = 16 * dayMs', 'const keptMs = 14 * dayMs'],
  ]),
  ...guardsOf(
    `${folder}/bodyPlace.ts`,
    [...besides('bodyPlace'), ...besides('publish')],
    [
      [
        'what fits once it is deflated lies in the block',
        "if (bytes.length <= room) return { kind: 'inline', bytes }",
        '',
      ],
      ['a block has room for its leases', ' + block.entries.length * leasedSlotBytes', ''],
      ['a block is one write unit', 'const room = blockBytesMax - bareBytes(block)', 'const room = blockBytesMax'],
      ['what is large goes where that is cheaper', "bytes.length <= bodyItemBytesMax ? 'item' : 'object'", "'item'"],
      ['what is not goes into the table', "bytes.length <= bodyItemBytesMax ? 'item' : 'object'", "'object'"],
      ['envelopes in the block need no body', "if (plan.kind === 'inline') return", 'if (false) return'],
      ['an item for the body', "if (plan.kind === 'item') {", 'if (false) {'],
      [
        'the body comes before the block (J2)',
        "    await send.call('PutItem', putBodyRequest",
        "    send.call('PutItem', putBodyRequest",
      ],
      ['so does the object (J2)', 'await where.bodies.put(key', 'where.bodies.put(key'],
      [
        'a body lives as long as its message (J7)',
        'objectKey(keepUntilMs(block.readyAtMs), where',
        'objectKey(where.nowMs, where',
      ],
      ['so does that of an item (J7)', 't: ttlOf(keepUntilMs(readyAtMs))', 't: ttlOf(readyAtMs)'],
      ['what lies in the block costs no call', 'if (block.envelopes !== undefined) return', 'if (false) return'],
      ['a body that is missing is no message', 'if (bytes === undefined) throw', 'if (false) throw'],
      [
        'a cheap read that knows is enough',
        'if (Item?.e?.B !== undefined) return Item.e.B',
        'if (Item?.e?.B !== undefined && ConsistentRead) return Item.e.B',
      ],
      ['a cheap read that knows nothing is not believed', 'of [false, true]', 'of [false]'],
      ['a moved message finds its own envelope', 'envelopes[positions?.[index] ?? index]!', 'envelopes[index]!'],
      ['also after a second move', 'indexes.map(index => positions?.[index] ?? index)', 'indexes'],
      ['a reference from elsewhere names the item', 'target === ownItem ? `${itemMark}', 'false ? `${itemMark}'],
    ],
  ),
  ...guardsOf(
    `${folder}/share.ts`,
    [...besides('share'), ...besides('publish')],
    [
      ['messages that are ready together share a block', 'shares.get(key) ?? ', ''],

      ['those that are not do not', 'const { readyAtMs } = envelope', 'const readyAtMs = envelopes[0]!.readyAtMs'],
      ['answers stand in the order of the call', 'results[position] = ', 'results[results.length] = '],
    ],
  ),
  ...guardsOf(
    `${folder}/queryLane.ts`,
    ['test/dynamo/lookingThrough.test.ts'],
    [['what only a newer release can read is passed over', '.filter(isReadable)', '']],
  ),
  ...guardsOf(`${folder}/queryLane.ts`, besides('queryLane'), [
    ['an empty range is not asked for', 'if (range.from > readyUntil(range.toMs)) return', 'if (false) return'],
    ['a look that has to be sure is consistent (J4)', 'ConsistentRead: isConsistent', 'ConsistentRead: false'],
    ['a page has a limit', '...(limit !== undefined && { Limit: limit })', '...(limit !== undefined && {})'],
    ['the next page begins behind the last block', '`${s}!`', 's'],
    ['the next page skips nothing', '`${s}!`', '`${s}~`'],
    ['the next page is told', 'next: last && behind(last)', 'next: undefined'],
    ['what is not ready is not read', "':to': { S: readyUntil(toMs) }", "':to': { S: readyUntil(9e12) }"],
  ]),
  ...guardsOf(`${folder}/upcoming.ts`, besides('upcoming'), [
    [
      'of too many times the last are forgotten',
      'if (this.#moments.length > momentsMax) this.#moments.pop()',
      'if (this.#moments.length > momentsMax) this.#moments.shift()',
    ],
    ['a process of many messages does not grow', 'if (this.#moments.length > momentsMax)', 'if (false)'],
    ['times stand in order', 'if (this.#moments[middle]! <= atMs) from', 'if (this.#moments[middle]! > atMs) from'],
    ['what is due is over', '<= atMs) from', '< atMs) from'],
    ['the place is looked for', 'while (from < to) {', 'while (from < 0) {'],
  ]),
]
