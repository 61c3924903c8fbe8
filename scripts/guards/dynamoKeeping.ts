// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const besides = (name: string): string[] => [`${folder}/${name}.test.ts`]
const frozen = 'test/dynamo/frozen.test.ts'
const publishes = [...['publish', 'publishOnce'].flatMap(besides), frozen]

/** What the DynamoDB store writes and when: publishes and their lanes. */
export const dynamoKeepingGuards = [
  ...guardsOf(`${folder}/putBlock.ts`, publishes, [
    ['lanes are read again after five seconds (J2)', 'await book.read(scope, laneAgeMsMax)', 'book.known(scope)'],
    ['a throttled publish finds another lane', 'lane !== throttled?.lane', 'true'],
    ['where there is one lane it is that one', 'others.length > 0 ? others : lanes', 'others'],
    ['publishes are spread over the lanes', 'choice[send.pick(choice.length)]!', 'choice[0]!'],
    ['a block is put once', "ConditionExpression: 'attribute_not_exists(p)'", 'ConditionExpression: undefined'],
  ]),
  ...guardsOf(`${folder}/publish.ts`, publishes, [
    ['a request key stores once', 'if (request !== undefined) return publishOnce', 'if (false) return publishOnce'],
    ['a fault is no refusal', 'if (!(error instanceof Problem)) throw error', ''],
    [
      'a busy lane gets another beside it',
      'if (tools.scouts.wrote(block.key.p, tools.wall.nowMs())) await',
      'if (false) await',
    ],
    ['what is stored is answered', "if (reply.kind === 'done' || ", 'if ('],
    ['a lost reply is no failure (J2)', " || (reply.kind === 'refused' && reply.repeated)) {", ') {'],
    ['a lane that was forgotten is emptied again (J2)', '      await book.vouch(scope, lane, chosenAtMs)\n', ''],
    ['another’s block is no success (J2)', "(reply.kind === 'refused' && reply.repeated)", "reply.kind === 'refused'"],
    ['after a collision another nonce is drawn', 'nonce: mint.nonce(share.readyAtMs) }', 'nonce: share.nonce }'],
    ['a collision is no throttle', "if (reply.kind === 'refused') placed", 'if (false) placed'],
    ['a throttled lane is left', 'throttled = lane', ''],
    ['a throttled queue gets more lanes', 'Promise.all([book.grow(scope, lane.level), send', 'Promise.all([send'],
    ['a throttled publish goes on at once', '{ stopWhenThrottled: true }', '{}'],
    ['a throttled publish ends', 'const lanesTriedMax = 6', 'const lanesTriedMax = 60'],
  ]),
  ...guardsOf(`${folder}/publishOnce.ts`, publishes, [
    ['a transaction that was done is answered', "if (reply.kind === 'done') {", 'if (false) {'],
    [
      'a lane that was forgotten is emptied again (J2)',
      '      for (const lane of lanes) await tools.book.vouch(scope, lane, chosenAtMs)\n',
      '',
    ],
    [
      'who repeats a request sees to its lanes (J2)',
      'for (const lane of lanes.values()) await book.vouch(scope, lane, longAgoMs)',
      '',
    ],
    ['an earlier publish answers', 'if (earlier !== undefined) return recalled(tools, scope, earlier, request)', ''],
    [
      'only an earlier publish answers',
      'if (earlier !== undefined) return recalled(tools, scope, earlier, request)',
      'return recalled(tools, scope, earlier!, request)',
    ],
    [
      'a busy lane gets another beside it',
      'if (tools.scouts.wrote(key.p, tools.wall.nowMs())) await',
      'if (false) await',
    ],
    ['what is refused is not throttled', "if (reply.kind === 'refused') continue", ''],
    ['a throttled lane is left', 'throttled = lane', ''],
    ['a throttled queue gets more lanes', '...levels.map(level => tools.book.grow(scope, level)), ', ''],
    ['a throttled publish goes on at once', ', { stopWhenThrottled: true }', ''],
    ['a key stands for one request', "if (ids === undefined) return { kind: 'requestKeyReused' }", ''],
  ]),
  ...guardsOf(`${folder}/requestRecord.ts`, publishes, [
    ['a key stands for one request', 'item.f!.S === fingerprint ? ', 'true ? '],
    ['a key is kept for its time', ' OR x <= :now', ' OR x > :now'],
    ['a key is forgotten after its time', ' OR x <= :now', ' OR x < :now'],
    [
      'a key does not stand for the next request',
      "'attribute_not_exists(p) OR x <= :now'",
      "'attribute_not_exists(zz) OR x <= :now'",
    ],
    ['the key of the caller is not kept', "createHash('sha256').update(key).digest('base64url')", 'key'],
    ['a record outlives its key', 't: ttlOf(keepUntilMs)', 't: ttlOf(keepUntilMs - 2_000)'],
  ]),
  ...guardsOf(`${folder}/laneBook.ts`, besides('laneBook'), [
    ['what is too old is read again (J2)', ' && page.askedAtMs >= sinceMs', ''],
    [
      'what is known is not asked again',
      ' && page.askedAtMs >= sinceMs',
      ' && page.askedAtMs >= sinceMs && page.askedAtMs > nowMs - 5_000',
    ],
    ['a clock that was set back makes nothing good for ever', ' && page.askedAtMs <= nowMs)', ')'],
    ['a clock that was set back does not keep us reading', 'sinceMs = Math.min(sinceMs, nowMs - ageMs)', ''],
    ['a crowd asks once', '(this.#reading.get(scope) ?? this.#readNow(scope))', 'this.#readNow(scope)'],
    [
      'a failure is not remembered',
      '.finally(() => this.#reading.delete(scope))',
      '.then(lanes => {\n      this.#reading.delete(scope)\n      return lanes\n    })',
    ],
    ['lanes are as old as the question', 'decodeLanes(Item), askedAtMs)', 'decodeLanes(Item), this.#wall.nowMs())'],
    ['lanes are read as they are', '      ConsistentRead: true,\n', ''],
    [
      'a process of many queues does not grow',
      'if (this.#pages.size >= pagesMax && !this.#pages.has(scope))',
      'if (false)',
    ],
    [
      'a change is made of what stands there',
      'const before = await this.read(scope, 0)',
      'const before = this.known(scope)',
    ],
    [
      'no change is no write',
      'if (after === undefined) return',
      'if (after === undefined) return this.change(scope, lanes => lanes)',
    ],
    ['versions grow', 'version: before.version + 1', 'version: before.version'],
    [
      'who changed lanes knows them',
      "if (reply.kind === 'done') this.#keep(scope, next, askedAtMs)",
      "if (reply.kind === 'done') this.#pages.delete(scope)",
    ],
    ['who lost a race does not believe itself', "if (reply.kind === 'done') this.#keep", 'if (true) this.#keep'],
    [
      'what cannot grow is not read for it',
      'if (change(this.known(scope), this.#wall.nowMs()) === undefined) return',
      '',
    ],
    ['growing is only a try', 'if (!(error instanceof Problem)) throw error', 'throw error'],
    ['a fault while growing is told', 'if (!(error instanceof Problem)) throw error', ''],
    [
      'no record is one lane',
      'if (item === undefined) return firstLanes',
      "if (item === undefined) throw new Error('none')",
    ],
    ['a first record is written once', "ConditionExpression: 'attribute_not_exists(p)' }", '}'],
    ['a record changes only from what was read', "ConditionExpression: 'v = :v'", "ConditionExpression: 'v >= :v'"],
    ['the first version is a creation', 'if (before.version === 0) return', 'if (before.version < 0) return'],
    ['a dead generation leaves nothing', 'next.dead ? ', 'false ? '],
    ['a living generation keeps its lanes', 'next.dead ? ', 'true ? '],
  ]),
  ...guardsOf(`${folder}/lanes.ts`, besides('lanes'), [
    ['readers know a lane before writers use it (J2)', 'nowMs >= fromMs ? open : before', 'open'],
    ['lanes are used in the end', 'nowMs >= fromMs ? open : before', 'before'],
    ['lanes are announced long enough', 'const announcedMs = 5_000', 'const announcedMs = 500'],
    ['closed lanes are read', '...closed.filter(({ lane }) => lane >= open).map(({ lane }) => ({ level, lane }))', ''],
    ['no lane is read twice', 'closed.filter(({ lane }) => lane >= open).map(', 'closed.map('],
    ['there are 64 lanes at most', 'open >= lanesMax || ', ''],
    [
      'growth waits until the last one shows',
      ' || nowMs < fromMs) return undefined\n  const more',
      ') return undefined\n  const more',
    ],
    ['closed lanes that open are not closed', 'closed.filter(({ lane }) => lane >= more)', 'closed'],
    ['one lane is left', 'open === 1 && level !== levelDefault && ', 'open === 1 && '],
    [
      'a busy queue keeps its lanes for a while',
      'if (open > 1) return nowMs >= fromMs + quietMs',
      'if (open > 1) return true',
    ],
    ['closed lanes stay closed', 'closed: [...newly, ...level.closed]', 'closed: newly'],
    ['lanes that are closed are read on', 'closed: [...newly, ...level.closed]', 'closed: level.closed'],
    [
      'a lane is read while a writer may be frozen (J4)',
      '(lane === 0 ? rareMs : closingMs)',
      '(lane === 0 ? rareMs : 10 * 60_000)',
    ],
    ['an open lane is not forgotten', 'lane >= open && nowMs >= atMs + (', 'nowMs >= atMs + ('],
    [
      'only what is gone is forgotten',
      'own.closed.filter(({ lane }) => !isAmong(gone, { level, lane }))',
      'own.closed.filter(() => gone.length === 0)',
    ],
  ]),
  ...guardsOf(`${folder}/laneRecord.ts`, besides('laneRecord'), [
    ['what a scan left is read', 'if (item?.j?.S !== undefined) record', 'if (false) record'],
    [
      'without a scan there is none',
      'if (item?.j?.S !== undefined) record.scan = JSON.parse(item.j.S)',
      "record.scan = JSON.parse(item?.j?.S ?? '{}')",
    ],
    ['a claim is read', 'if (item?.b?.S !== undefined) record', 'if (false) record'],
    ['a record is read as it is (J4)', '  ConsistentRead: true,\n', ''],
    ['one poller scans at a time', 'attribute_not_exists(b) OR c < :lapsed OR b = :by', 'attribute_not_exists(zz)'],
    ['a scan that cannot end in time is taken over', ' OR c < :lapsed OR', ' OR :lapsed < :lapsed OR'],
    ['a scan that may end in time is not', 'c < :lapsed', 'c <= :lapsed'],
    ['who claims twice has it', ' OR b = :by', ''],
    ['who was overtaken leaves nothing', "ConditionExpression: 'b = :by'", "ConditionExpression: 'b = b OR b = :by'"],
    ['after a scan the next may begin', ' REMOVE b, c', ''],
    ['a scan is as old as it can be (J4)', 'serverMs - startedServerMs + 1_000', 'serverMs - startedServerMs'],
    ['a large lane may take its time (J4)', ' + blocks / blocksPerMs', ''],
  ]),
]
