import { guardsOf } from './guard.ts'

const tests = ['test/contract/memory.test.ts']
const folder = 'lib/store/memory'

export const memoryGuards = [
  ...guardsOf(`${folder}/browse.ts`, tests, [
    ['visible messages are browsed from the first on', "state === 'visible' ? [] : [nowMs]", '[nowMs]'],
    ['a page holds at most as many as asked', 'messages.length === limit || ', ''],
    ['a page ends', 'if (isFull) return', 'if (false) return'],
    ['a page holds one state only', 'if (stateOf(slot.delivery, nowMs) !== state) continue', ''],
    ['a page stays within its size', ' || (messages.length > 0 && bytes > maxBytes)', ''],
    ['a page holds one message at least', '(messages.length > 0 && bytes > maxBytes)', '(bytes > maxBytes)'],
  ]),
  ...guardsOf(`${folder}/lanes.ts`, tests, [
    ['a queue keeps what was put in', 'if (known !== undefined) return known', ''],
    ['a discarded generation is empty', '    this.#byName.delete(laneOf(queue))\n', ''],
    [
      'queues do not see each other',
      'const known = this.#byName.get(laneOf(queue))',
      'const known = this.#byName.get(laneOf(queue)) ?? [...this.#byName.values()][0]',
    ],
    ['only ordered queues number', 'if (!isOrdered(queue)) return { seq }', ''],
  ]),
  ...guardsOf(`${folder}/memoryStore.ts`, tests, [
    ['a repeated request stores nothing again', 'if (earlier !== undefined) return earlier', ''],
    ['a request key is remembered', 'if (request) lane.requests.remember(', 'if (false) lane.requests.remember('],
    ['what the judge drops is gone', 'for (const slot of drops) lane.remove(slot)', ''],
    ['a poll hands the wake on', 'if (leased.length > 0) this.#waiters.wakeOne(laneOf(queue))', ''],
    ['a receipt of another queue is foreign', 'if (queueUid !== queue.uid || ', 'if ('],
    ['a receipt of another generation is foreign', ' || generation !== queue.generation)', ')'],
    ['what is given back wakes who waits', 'if (left !== undefined) this.#waiters', 'if (false) this.#waiters'],
    [
      'a wait that begins beside a visible message ends at once',
      'order, () => lane.nextOpenAtMs(),',
      'order, () => undefined,',
    ],
    [
      'a nudge wakes',
      'nudge(queue: QueueRef): void {\n    this.#waiters.wakeAll(laneOf(queue))',
      'nudge(queue: QueueRef): void {',
    ],
    [
      'a discard wakes',
      '    this.#lanes.kill(queue)\n    this.#waiters.wakeAll(laneOf(queue))\n',
      '    this.#lanes.kill(queue)\n',
    ],
    ['a closed store refuses', 'this.#closed = true', ''],
    ['closing wakes everybody', 'this.#waiters.wakeEverybody()', ''],
    ['a delayed message waits', 'begun(envelope.readyAtMs)', 'begun(0)'],
    [
      'a publish wakes',
      'this.#waiters.visibleAt(laneOf(queue), Math.min(...envelopes.map(({ readyAtMs }) => readyAtMs)))',
      '',
    ],
    [
      'the end of a lease wakes who was waiting before it began',
      'for (const { message } of leased) this.#waiters',
      'for (const { message } of [] as typeof leased) this.#waiters',
    ],
    [
      'a message brought forward wakes',
      "if (wish.kind === 'replace' && wish.visibleAtMs !== undefined)\n",
      'if (false)\n',
    ],
    ['a closed store says so', "if (this.#closed) throw new Problem('ShuttingDown')", ''],
  ]),
  ...guardsOf(`${folder}/choose.ts`, tests, [
    ['a poll takes at most as many as asked', 'if (picks.length === order.maxMessages) break', ''],
    [
      'what the judge drops is not leased',
      "if (verdict.kind === 'drop') drops.add(slot)",
      "if (verdict.kind === 'drop') continue",
    ],
    [
      'what the judge moves aside is',
      "else if (verdict.kind === 'deadLetter') asides",
      "else if (verdict.kind === 'deadLetter') [] as typeof asides; else if (false) asides",
    ],
    ['an answer stays within its size', 'picks.length > 0 && bytes > order.maxBytes', 'false'],
    ['a single message always comes', 'if (picks.length > 0 && bytes', 'if (bytes'],
  ]),
  ...guardsOf(`${folder}/visible.ts`, tests, [
    ['what is not visible is not leased', 'if (slot.delivery.visibleAtMs > atMs) return', ''],
    [
      'a message is visible from its very millisecond on',
      'slot.delivery.visibleAtMs > atMs',
      'slot.delivery.visibleAtMs >= atMs',
    ],
    [
      'better priorities come first',
      'for (const rank of ranks) yield*',
      'for (const rank of [...ranks].reverse()) yield*',
    ],
    ['the worst has its share', 'if (ranks.length > 1 && beginsAtTheWorst(random))', 'if (false)'],
    ['and no more', 'beginsAtTheWorst(random))', 'true)'],
    ['the share begins at the worst', 'of worstFirst(ranks)', 'of ranks.slice(1)'],
    ['of what has waited long', 'nowMs - agedMs - 1', 'nowMs'],
    ['for longer than that', 'nowMs - agedMs - 1', 'nowMs - agedMs'],
    ['a poll that has begun at the worst ends there', 'if (isServed()) return', ''],
  ]),
  ...guardsOf(`${folder}/settle.ts`, tests, [
    ['what is given up is not given back', "if (settlement.kind === 'moveAside') return { kind: 'done' }", ''],
    ['a finished message is gone', "if (slot === undefined) return { kind: 'gone' }", ''],
    ['what a settlement is refused for, it is refused', "if (verdict !== 'applies') return { kind: verdict }", ''],
    ['an ack is no release', "if (settlement.kind === 'ack') {", 'if (false) {'],
    ['an ack finishes for good', '    lane.remove(slot)\n', ''],
    ['a release moves the message', 'delivery: moved(slot.delivery, settlement, nowMs)', ''],
    [
      'an extend says when the lease ends',
      "settlement.kind === 'extend' ? { kind: 'done', untilMs: delivery.visibleAtMs } : ",
      '',
    ],
  ]),
  ...guardsOf(`${folder}/choose.ts`, tests, [
    ['a poll takes at most as many as asked', 'if (picks.length === order.maxMessages) break', ''],
    ['an answer stays within its size', 'picks.length > 0 && bytes > order.maxBytes', 'false'],
    ['a single message always comes', 'if (picks.length > 0 && bytes', 'if (bytes'],
  ]),
  ...guardsOf(`${folder}/remembered.ts`, tests, [
    ['what is remembered is forgotten when its time is over', 'kept === undefined || kept.untilMs <= nowMs', '!kept'],
    ['to the millisecond', 'kept.untilMs <= nowMs', 'kept.untilMs < nowMs'],
    [
      'what is remembered under other keys is kept',
      '    this.#kept.delete(key)\n    this.#kept.set',
      '    this.#kept.clear()\n    this.#kept.set',
    ],
    ['what is not over is not dropped', 'if (untilMs > nowMs) return', ''],
  ]),
  ...guardsOf(`${folder}/requestKeys.ts`, tests, [
    [
      'a request key that is not known answers nothing',
      'if (earlier === undefined) return undefined',
      "if (earlier === undefined) return { kind: 'requestKeyReused' }",
    ],
    ['a key used for another request is refused', 'if (earlier.fingerprint !== fingerprint)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/change.ts`, tests, [
    ['an unknown message is gone', "if (slot === undefined) return 'gone'", ''],
    ['a change loses against a lease', "if (stateOf(slot.delivery, nowMs) === 'inFlight') return 'leased'", ''],
    [
      'a cancel takes the message out',
      "if (wish.kind === 'cancel') lane.remove(slot)",
      "if (wish.kind === 'cancel') return 'done'",
    ],
    ['a replace loses against a newer change', 'else if (slot.delivery.token !== wish.seenToken)', 'else if (false)'],
    [
      'a replace ends the receipts handed out before',
      'replace(lane, slot, wish, newToken(random))',
      'replace(lane, slot, wish, slot.delivery.token)',
    ],
    ['a replaced message is in nobody’s hands', 'token, leased: false, visibleAtMs:', 'token, visibleAtMs:'],
    [
      'a replace without a time leaves the message where it stands',
      'visibleAtMs ?? delivery.visibleAtMs',
      'visibleAtMs ?? envelope.readyAtMs',
    ],
    [
      'a replace can bring a message forward',
      'visibleAtMs: visibleAtMs ?? delivery.visibleAtMs',
      'visibleAtMs: delivery.visibleAtMs',
    ],
  ]),
  ...guardsOf(`${folder}/lane.ts`, tests, [
    ['what is not visible is not counted so', 'this.size - counts.inFlight - counts.delayed', 'this.size'],
    ['no visible message, no oldest one', 'visible === 0 ? stats : ', ''],
    [
      'the oldest message is the first visible one',
      'oldestVisibleAtMs: this.firstVisibleAtMs()',
      'oldestVisibleAtMs: 0',
    ],
    [
      'messages come in the order in which they become visible',
      'a.delivery.visibleAtMs - b.delivery.visibleAtMs || a.seq - b.seq',
      'a.seq - b.seq',
    ],
    ['of one time, in the order in which they came', '|| a.seq - b.seq', '|| b.seq - a.seq'],
    ['a message that leaves is not found', 'this.#byId.delete(slot.id)', ''],
    ['a message that leaves is not walked', '    order?.delete(slot)\n', ''],
    ['a message that moves leaves its old place', '    this.remove(slot)\n    this.add(next)', '    this.add(next)'],
    ['messages lie with their priority', 'this.#orders.get(rank) ?? new SortedMap', 'new SortedMap'],
    [
      'a walk of all priorities is in one order',
      'inOrder(value, heads[first]!.value) < 0 ? at : first',
      'false ? at : first',
    ],
    ['a walk goes on while anything is left', 'if (done) return first', 'if (done) return -1'],
    ['a walk ends', 'if (at === -1) return', 'if (at < -1) return'],
    ['a walk goes on after the place given', 'afterSeq + 0.5', 'afterSeq'],
    ['leased and delayed are told apart', "delivery.leased ? 'inFlight' : 'delayed'", "'delayed'"],
  ]),
  ...guardsOf(`${folder}/documents.ts`, tests, [
    [
      'a write names the version it has seen',
      "if ((this.#kind(kind).get(name)?.version ?? 'absent') !== expected)",
      'if (false)',
    ],
    ['a removal names the version it has seen', 'if (this.#kind(kind).get(name)?.version !== expected)', 'if (false)'],
    ['a removed document is gone', 'this.#kind(kind).delete(name)', ''],
    [
      'a version grows with every write, over a removal too',
      'this.#version += 1',
      'this.#version = (this.#kind(kind).get(name)?.version ?? 0) + 1',
    ],
    ['what a caller does to a value afterwards does not reach the store', 'structuredClone(value)', 'value'],
    [
      'what a reader does to a value does not reach the store',
      'frozen(structuredClone(value))',
      'structuredClone(value)',
    ],
    ['a list goes on after the name given', 'if (name !== page.after) found.push', 'found.push'],
    [
      'a list begins at the name given',
      'page.after !== undefined && page.after > page.prefix ? page.after : page.prefix',
      'page.prefix',
    ],
    ['a list begins at the prefix where the name given stands before it', ' && page.after > page.prefix ?', ' ?'],
    ['a list ends with the prefix', '!name.startsWith(page.prefix) || ', ''],
    ['a list holds at most as many as asked', ' || found.length === page.limit', ''],
    ['kinds do not mix', 'this.#kinds.get(kind) ?? new', 'this.#kinds.values().next().value ?? new'],
    ['a closed store shows no documents', '    this.#check()\n', ''],
  ]),
  ...guardsOf(`${folder}/dueMarks.ts`, tests, [
    ['nothing falls due before its time', 'key > dueCeiling(untilMs) || ', ''],
    ['a page of marks ends', ' || marks.length === duePageMax', ''],
    ['a page of marks goes on after the last', 'if (key === cursor) continue', ''],
    ['marks are kept for a day after they fell due', 'dueFloor(nowMs)', "String(nowMs + 1e15).padStart(16, '0')"],
    [
      'the last page has no cursor, the others have one',
      'marks.length < duePageMax ? { marks } : ',
      'true ? { marks } : ',
    ],
  ]),
]
