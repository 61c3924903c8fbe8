// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/embedded'
const contract = ['test/embedded/contract.test.ts']
const rollback = ['test/embedded/rollback.test.ts']
const deep = ['test/embedded/deep.test.ts']
const generations = ['test/embedded/generations.test.ts']
const space = ['test/embedded/space.test.ts']

/** What it keeps, and how it is rid of it. */
export const embeddedTablesGuards = [
  ...guardsOf(`${folder}/messages.ts`, contract, [
    ['large bodies are kept apart', 'if (!inline) this.#insertLarge.run(seq, packed)\n    this.#lanes', 'this.#lanes'],
    ['a message that comes is counted', 'this.#lanes.addMessages(lane, 1)', ''],
    [
      'a message that leaves is not counted',
      'this.#lanes.addMessages(lane, -1)\n  }\n\n  /** Visible',
      '}\n\n  /** Visible',
    ],
    ['a message is found in its own queue only', '&& lanes.some(lane => lane.id === slot.lane) ', ''],
    ['a text that is no id finds nothing', 'seq === undefined ? undefined : ', ''],
    ['what is not visible is not leased', 'AND visible_at_ms <= ? ORDER', 'AND visible_at_ms <= ? + 9e15 ORDER'],
    ['from the very millisecond on', 'AND visible_at_ms <= ? ORDER', 'AND visible_at_ms < ? ORDER'],
    [
      'messages come in the order in which they become visible',
      '<= ? ORDER BY visible_at_ms, seq LIMIT',
      '<= ? ORDER BY seq LIMIT',
    ],
    [
      'a lane shows its own messages only',
      'WHERE lane = ? AND (visible_at_ms, seq) > (?, ?) AND',
      'WHERE (lane = ? OR true) AND (visible_at_ms, seq) > (?, ?) AND',
    ],
    ['a large body is read from where it lies', 'packed ?? this.#selectLarge.get(seq)![0]', 'packed!'],
    ['a message that leaves is gone', '    this.#delete.run(seq)\n', ''],
    ['a token is written', '      delivery.token,\n', "      '',\n"],
    ['attempts are written', '      delivery.attempts,\n', '      0,\n'],
    ['the worker’s words are written', 'delivery.nackReason ?? null', 'null'],
  ]),
  ...guardsOf(
    `${folder}/messages.ts`,
    [...space, ...deep, 'test/embedded/places.test.ts', 'test/embedded/tidying.test.ts', ...contract],
    [
      [
        'an edit of a large body leaves nothing behind',
        'if (large) this.#deleteLarge.run(seq)\n    this.#updateEnvelope',
        'this.#updateEnvelope',
      ],
      [
        'an edit may make a body large',
        'if (!inline) this.#insertLarge.run(seq, packed)\n  }\n\n  /** To another',
        '}\n\n  /** To another',
      ],
      [
        'an edit moves the expiry',
        'run(inline ? packed : null, expiresAtMs ?? null, seq)',
        'run(inline ? packed : null, null, seq)',
      ],
      ['a large body leaves with its message', 'if (large) this.#deleteLarge.run(seq)\n    this.#lanes', 'this.#lanes'],
      ['an id that was another message’s finds nothing', 'slot?.id === id && lanes', 'slot && lanes'],
      ['a leased message is not swept', 'expires_at_ms <= ?1 AND visible_at_ms <= ?1', 'expires_at_ms <= ?1'],
    ],
  ),
  ...guardsOf(`${folder}/generations.ts`, generations, [
    ['documents of other kinds end nothing', "kind !== 'queue' || ", ''],
    [
      'what a document stops naming is dead',
      'if (!isQueueRef(after) || laneOf(after) !== laneOf(before)) lanes.kill(before)',
      '',
    ],
    [
      'a queue whose document goes is dead',
      '!isQueueRef(after) || laneOf(after)',
      'isQueueRef(after) && laneOf(after)',
    ],
    ['what it still names is alive', ' || laneOf(after) !== laneOf(before)', ' || true'],
  ]),
  ...guardsOf(`${folder}/documents.ts`, generations, [
    ['a purge kills', '      endGeneration(this.#lanes, kind, this.#find(kind, name)?.value, value)\n', ''],
    ['a deletion kills', '      endGeneration(this.#lanes, kind, this.#find(kind, name)?.value, undefined)\n', ''],
  ]),
  ...guardsOf(`${folder}/lanes.ts`, generations, [
    ['a publish that comes too late revives nothing', 'if (this.isDead(queue)) return this.#insert.get(null)!.id', ''],
    ['one kill does not make another forgotten', 'if (this.#killed.size >= killedMax) ', ''],
    ['a kill that was undone is forgotten', '    this.#killed.clear()\n    this.#ids', '    this.#ids'],
  ]),
  ...guardsOf(`${folder}/lanes.ts`, contract, [
    [
      'queues do not see each other',
      'FROM lane WHERE ${ofQueue}`)',
      'FROM lane WHERE ${ofQueue} OR name IS NOT NULL`)',
    ],
    [
      'a dead generation is not found',
      '    this.#orphan.run(laneOf(queue))\n    this.#ids.delete(laneOf(queue))',
      '    this.#orphan.run(laneOf(queue))',
    ],
    ['a lane is made once', 'if (known !== undefined) return known.id', ''],
    ['counts are written', 'if (change !== 0) this.#addMessages.run(change, lane)', ''],
    ['counts are written once', '    this.#changes.clear()\n  }\n\n  forget', '  }\n\n  forget'],
  ]),
  ...guardsOf(
    `${folder}/lanes.ts`,
    [...rollback, ...space],
    [
      ['a lane of an undone transaction is forgotten', '    this.#ids.clear()\n', ''],
      [
        'counts of an undone transaction are forgotten',
        'this.#ids.clear()\n    this.#changes.clear()',
        'this.#ids.clear()',
      ],
      ['a generation that died stays dead', '    this.#orphan.run(laneOf(queue))\n', ''],
    ],
  ),
  ...guardsOf(`${folder}/documents.ts`, contract, [
    [
      'a write names the version it has seen',
      "if ((this.#find(kind, name)?.version ?? 'absent') !== expected)",
      'if (false)',
    ],
    ['a removal names the version it has seen', 'if (this.#find(kind, name)?.version !== expected)', 'if (false)'],
    [
      'a written document is read as it is now',
      'this.#replace.run(kind, encodeName(name), version, text)\n      this.#cache.delete(keyOf(kind, name))',
      'this.#replace.run(kind, encodeName(name), version, text)',
    ],
    ['a removed document is gone', '      this.#delete.run(kind, encodeName(name))\n', ''],
    [
      'and is not remembered',
      "      this.#cache.delete(keyOf(kind, name))\n      return 'removed'",
      "      return 'removed'",
    ],
    [
      'what a caller does to a value afterwards does not reach the store',
      '(kind, encodeName(name), version, text)\n      this.#cache',
      '(kind, encodeName(name), version, JSON.stringify(value))\n      this.#cache',
    ],
    ['a list goes on after the name given', 'after === undefined ? noName : encodeName(after)', 'noName'],
    ['a list begins at the name given', 'after !== undefined && after > prefix ? after : prefix', 'prefix'],
    ['a list begins at the prefix where the name given stands before it', ' && after > prefix ?', ' ?'],
    ['a list ends with the prefix', '.filter(({ name }) => name.startsWith(prefix))', ''],
    ['a document that is not there is not there', 'if (row === undefined) return undefined', ''],
    [
      'what a reader does to a value does not reach the store',
      'value: frozen(JSON.parse(value))',
      'value: JSON.parse(value)',
    ],
    ['kinds do not mix', '`${kind} ${name}`', 'name'],
    [
      'names sort as their code units',
      'name >= ? AND name <> ? ORDER BY name',
      'name >= ? AND name <> ? ORDER BY lower(name)',
    ],
  ]),
  ...guardsOf(`${folder}/documents.ts`, rollback, [
    ['a document of an undone transaction is forgotten', '    this.#cache.clear()\n  }\n\n  #find', '  }\n\n  #find'],
  ]),
  ...guardsOf(`${folder}/dueMarks.ts`, contract, [
    ['a mark of each sake', 'dueKey(queue, minute, sake)', 'dueKey(queue, minute)'],
    ['a mark says its sake', "  ...parseSake(key.split(' ')[2]),\n", ''],
    ['nothing falls due before its time', 'key > ? AND key <= ? ORDER', 'key > ? AND (key <= ? OR true) ORDER'],
    ['a page of marks goes on after the last', 'WHERE key > ? AND', 'WHERE key >= ? AND'],
    ['marks of one minute are one', 'INSERT OR IGNORE', 'INSERT'],
    [
      'the last page has no cursor, the others have one',
      'rows.length < duePageMax ? { marks } : ',
      'true ? { marks } : ',
    ],
  ]),
  ...guardsOf(`${folder}/sweep.ts`, space, [
    ['a pass that is asked for during one follows', 'this.#again = true', 'this.#again = this.#running === undefined'],
    [
      'what expires sets the alarm earlier',
      'if (!this.#stopped && (this.#alarm === undefined || atMs + minuteMs < this.#alarm.atMs)) this.#setAlarm(atMs)',
      '',
    ],
    ['a pass is made', 'while (this.#again && !this.#stopped)', 'while (false)'],
    ['a sweep goes on chunk by chunk', 'while (more && !this.#stopped) more', 'if (more) more'],
    ['a sweep that failed is tried again', 'isDone ? this.#nextAlarmMs() : this.#clock.nowMs()', 'this.#nextAlarmMs()'],
    ['a sweep that failed breaks nothing', 'this.#pass().catch(() => false)', 'this.#pass()'],
    ['the end of a request key sets the alarm', '[requests.firstEndMs(), remembered', '[remembered'],
    ['but not for each of them', ', nowMs + hourMs)', ', 0)'],
    ['space is looked at after a pass', 'if (!this.#stopped) this.#afterPass()', ''],
    [
      'an alarm that has rung begins a pass',
      '      this.#alarm = undefined\n      this.begin()',
      '      this.#alarm = undefined',
    ],
  ]),
  ...guardsOf(`${folder}/sweepSteps.ts`, space, [
    ['dead lanes are swept', '  () => sweepDeadLane(tables),\n', ''],
    ['what has expired is swept', '  nowMs => sweepExpired(tables, nowMs),\n', ''],
    ['where nothing is dead nothing is swept', 'if (lane === undefined) return false', ''],
    [
      'a stale lane is swept to its end',
      'if (!kept.has(lane) && removeSome(messages, staleOf(messages, lane, nowMs - retentionMsMax))) return true',
      'removeSome(messages, staleOf(messages, lane, nowMs - retentionMsMax))',
    ],
    ['what is stale is swept', '  staleStep(tables),\n', ''],
    [
      'outdated request keys are swept',
      '  nowMs => tables.requests.deleteOutdated(nowMs, chunkRows) === chunkRows,\n',
      '',
    ],
    [
      'however many',
      'tables.requests.deleteOutdated(nowMs, chunkRows) === chunkRows',
      'tables.requests.deleteOutdated(nowMs, chunkRows) === -1',
    ],
    ['outdated marks are swept', '  nowMs => tables.dueMarks.deleteOutdated(nowMs, chunkRows) > 0,\n', ''],
    ['request keys of a dead lane are swept', 'requests.deleteOfLane(lane, chunkRows) + ', ''],
    ['a dead lane is removed', ' === 0) lanes.remove(lane)', ' === -1) lanes.remove(lane)'],
    ['what is not stale is kept', '.filter(({ visibleAtMs }) => visibleAtMs <= untilMs)', ''],
  ]),
]
