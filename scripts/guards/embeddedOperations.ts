// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/embedded'
const contract = ['test/embedded/contract.test.ts']
const rollback = ['test/embedded/rollback.test.ts']
const deep = ['test/embedded/deep.test.ts']
const space = ['test/embedded/space.test.ts']

/** What the durable store does for its callers. */
export const embeddedOperationsGuards = [
  ...guardsOf(`${folder}/publish.ts`, contract, [
    ['a repeated request stores nothing again', 'if (earlier !== undefined) return earlier', ''],
    ['a request key is remembered', 'if (request) requests', 'if (false) requests'],
    [
      'what is acknowledged is written',
      'for (const message of added) messages.add(lanes.findOrMake(queue, message.rank), message.seq, message.id, message)',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/requests.ts`, contract, [
    ['a request key is forgotten when its time is over', ' || earlier.keep_until_ms <= nowMs', ''],
    ['to the millisecond', 'earlier.keep_until_ms <= nowMs', 'earlier.keep_until_ms < nowMs'],
    ['a key used for another request is refused', 'if (earlier.fingerprint !== fingerprint)', 'if (false)'],
    [
      'a key belongs to one queue',
      'FROM request WHERE lane = ? AND key = ?',
      'FROM request WHERE ? IS NOT NULL AND key = ?',
    ],
    ['a key is a key', 'FROM request WHERE lane = ? AND key = ?', 'FROM request WHERE lane = ? AND ? IS NOT NULL'],
  ]),
  ...guardsOf(`${folder}/poll.ts`, contract, [
    ['what the judge drops is not leased', "if (verdict.kind === 'lease') {", 'if (verdict.kind) {'],
    ['an answer stays within its size', 'bytes += answerBytes(envelope)', ''],
    ['a single message always comes', 'if (picks.length > 0 && bytes', 'if (bytes'],
    ['a lease is written', '  messages.move(slot, leased.message.delivery)\n', ''],
    ['each lease has a token of its own', 'newToken(random)', "'AAAAAAAB'"],
    ['a poll takes at most as many as asked', 'if (picks.length === order.maxMessages) break', ''],
  ]),
  ...guardsOf(
    `${folder}/poll.ts`,
    [...deep, ...contract],
    [
      [
        'what cannot be moved keeps no poll from what stands behind it',
        'else if (isClearable(tables, verdict, order)) {',
        'else if (picks.length >= 0) {',
      ],
      ['one step drops no more than others can wait for', 'if (useless.size === clearedMax) break', ''],
      [
        'a step that only dropped is not the last',
        'over: leased.length > 0 || useless.size < clearedMax',
        'over: true',
      ],
    ],
  ),
  ...guardsOf(`${folder}/settle.ts`, contract, [
    ['a receipt of another queue is foreign', 'queueUid !== queue.uid || ', ''],
    ['a receipt of another generation is foreign', ' || generation !== queue.generation', ''],
    ['a finished message is gone', "if (slot === undefined) return { outcome: { kind: 'gone' } }", ''],
    [
      'what a settlement is refused for, it is refused',
      "if (verdict !== 'applies') return { outcome: { kind: verdict } }",
      '',
    ],
    ['an ack is no release', "if (settlement.kind === 'ack') {", 'if (false) {'],
    ['an ack finishes for good', '    messages.remove(slot)\n', ''],
    ['a release moves the message', '  messages.move(slot, delivery)\n', ''],
    ['an extend says when the lease ends', "...(settlement.kind === 'extend' && { untilMs: visibleAtMs }) }", '}'],
    ['what is given back wakes who waits', ' }, visibleAtMs }\n', ' } }\n'],
  ]),
  ...guardsOf(`${folder}/change.ts`, contract, [
    ['an unknown message is gone', "if (slot === undefined) return 'gone'", ''],
    ['a change loses against a lease', "if (stateOf(slot.delivery, nowMs) === 'inFlight') return 'leased'", ''],
    [
      'a cancel takes the message out',
      "if (wish.kind === 'cancel') messages.remove(slot)",
      "if (wish.kind === 'cancel') return 'done'",
    ],
    ['a replace loses against a newer change', 'else if (slot.delivery.token !== wish.seenToken)', 'else if (false)'],
    [
      'a replace without a time leaves the message where it stands',
      'wish.visibleAtMs ?? slot.delivery.visibleAtMs',
      'wish.packed.readyAtMs',
    ],
    [
      'a replace can bring a message forward',
      'wish.visibleAtMs ?? slot.delivery.visibleAtMs',
      'slot.delivery.visibleAtMs',
    ],
    [
      'a replace ends the receipts handed out before',
      '{ ...slot.delivery, token, leased',
      '{ ...slot.delivery, leased',
    ],
    ['a replaced message is in nobody’s hands', 'token, leased: false, visibleAtMs }', 'token, visibleAtMs }'],
    ['a replace changes what the message says', '  messages.replaceEnvelope(slot, packed)\n', ''],
  ]),
  ...guardsOf(`${folder}/browse.ts`, contract, [
    [
      'a page goes on after the cursor',
      'order.cursor === undefined ? startOf(order.state, nowMs) : ',
      'true ? startOf(order.state, nowMs) : ',
    ],
    ['a page holds one state only', "if (stateOf({ ...place, attempts: 0, token: '' }, nowMs) === order.state) {", '{'],
    ['a page holds at most as many as asked', 'if (page.length === order.limit) return', 'if (false) return'],
    [
      'visible messages are browsed from the first on',
      "state === 'visible' ? beforeAll : ",
      "state === '' ? beforeAll : ",
    ],
  ]),
  ...guardsOf(
    `${folder}/browse.ts`,
    [...contract, ...deep],
    [
      [
        'a page that has looked far has a cursor',
        'places.length < looksMax ? { messages: page } : ',
        'true ? { messages: page } : ',
      ],
      ['a page grows no larger than asked', 'page.length > 0 && bytes > order.maxBytes', 'false'],
      ['a page holds one message at least', 'if (page.length > 0 && bytes', 'if (bytes'],
    ],
  ),
  ...guardsOf(`${folder}/publish.ts`, space, [
    ['a message’s own expiry is known to the sweep', 'expiresAtMs: envelope.expiresAtMs', 'expiresAtMs: undefined'],
  ]),
  ...guardsOf(
    `${folder}/embeddedStore.ts`,
    ['test/embedded/full.test.ts', 'test/embedded/reserve.test.ts'],
    [
      [
        'a full disk is said before it is full',
        "if (!this.#room.isThereFor(bytes)) throw new Problem('StorageFull')",
        '',
      ],
      ['a publish leaves the reserve', '    this.#takeRoom(bytes)\n', ''],
      ['an edit leaves the reserve', 'this.#takeRoom(packed.packed.packed.length)', 'packed.packed.packed.length'],
      [
        'an edit is bounded as a publish is',
        'const outcome = await this.#group.run(work, { bytes })',
        'const outcome = await this.#group.run(work)',
      ],
      [
        'a cancel needs no room',
        "packed.kind === 'replace' ? this.#takeRoom(packed.packed.packed.length) : 0",
        "this.#takeRoom(packed.kind === 'replace' ? packed.packed.packed.length : 0)",
      ],
    ],
  ),
  ...guardsOf(`${folder}/stats.ts`, contract, [
    ['no visible message, no oldest one', 'counts.visible === 0 ? counts : ', ''],
    ['leased and delayed are told apart', 'counts.delayed += all - leased', 'counts.delayed += all'],
  ]),
  ...guardsOf(`${folder}/stats.ts`, deep, [
    [
      'a long count is given again for a while',
      'if (kept !== undefined && wallMs < kept.untilWallMs) return',
      'if (false) return',
    ],
    ['but only for a while', ' && wallMs < kept.untilWallMs', ''],
    ['a short count is made each time', 'if (stats.inFlight + stats.delayed >= this.#longCount)', 'if (true)'],
  ]),
  ...guardsOf(`${folder}/embeddedStore.ts`, contract, [
    ['a publish wakes', '      this.#waiters.visibleAt(laneOf(queue), readyAtMs)\n', ''],
    ['a poll goes on while it has only dropped', 'while (!step.over)', 'while (false)'],
    [
      'the end of a lease wakes who was waiting before it began',
      'for (const { message } of step.leased) this.#waiters',
      'for (const { message } of []) this.#waiters',
    ],
    [
      'a poll hands the wake on',
      'if (step.leased.length > 0) this.#waiters.wakeOne(laneOf(queue))',
      'if (step.leased.length > 0);',
    ],
    [
      'what is given back wakes',
      'if (visibleAtMs !== undefined) this.#waiters.visibleAt(laneOf(queue), visibleAtMs)',
      '',
    ],
    [
      'a message brought forward wakes',
      'if (wish.visibleAtMs !== undefined) this.#waiters',
      'if (false) this.#waiters',
    ],
    ['a cancel brings no envelope', "    if (wish.kind === 'replace') {", '    {'],
    [
      'a nudge wakes',
      'nudge(queue: QueueRef): void {\n    this.#waiters.wakeAll(laneOf(queue))',
      'nudge(queue: QueueRef): void {',
    ],
    ['a discard kills', '    await this.#group.run(() => this.#tables.lanes.kill(queue))\n', ''],
    ['a discard wakes', '    this.#waiters.wakeAll(laneOf(queue))\n    this.#sweep', '    this.#sweep'],
    ['closing wakes everybody', '    this.#waiters.wakeEverybody()\n', ''],
    ['closing twice closes once', 'this.#closing ??= this.#close()', 'this.#closing = this.#close()'],
    ['a closed store says so', "if (this.#closing !== undefined) throw new Problem('ShuttingDown')", ''],
  ]),
  ...guardsOf(
    `${folder}/embeddedStore.ts`,
    [...rollback, ...space, 'test/embedded/tidying.test.ts'],
    [
      ['what an undone transaction cached is forgotten: lanes', '    this.#tables.forget()\n', ''],
      ['what an undone transaction cached is forgotten: documents', '    this.documents.forget()\n', ''],
      ['what expires is swept', 'if (expiresAtMs !== undefined) this.#sweep.expiryAt(expiresAtMs)', ''],
      [
        'what an edit lets expire is swept',
        'if (wish.envelope.expiresAtMs !== undefined) this.#sweep',
        'if (false) this.#sweep',
      ],
      ['a drained queue gives its space back at once', 'else this.#lookAtSpace(1)', ''],
      ['a drained queue gives its space back', '    this.#lookAtSpace(removalsPerLook)\n', ''],
      ['a discarded generation is swept', '    this.#sweep.begin()\n  }\n\n  async markDue', '  }\n\n  async markDue'],
      ['a sweep that was cut off goes on', '    this.#sweep.begin()\n  }\n\n  async publish', '  }\n\n  async publish'],
    ],
  ),
]
