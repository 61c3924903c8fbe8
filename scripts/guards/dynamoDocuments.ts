// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const documents = ['test/dynamo/documents.test.ts', 'test/dynamo/oldReads.test.ts']
const oldReads = ['test/dynamo/oldReads.test.ts']
const marks = ['test/dynamo/dueMarks.test.ts']
const folder = 'lib/store/dynamo'

/** Documents and due marks in DynamoDB. */
export const dynamoDocumentsGuards = [
  ...guardsOf(`${folder}/documents.ts`, documents, [
    [
      'a closed store shows no documents',
      'async read(kind: string, name: string, maxAgeMs = 0): Promise<Document | undefined> {\n    this.#parts.check()',
      'async read(kind: string, name: string, maxAgeMs = 0): Promise<Document | undefined> {',
    ],
    ['a read without an age asks', 'maxAgeMs > 0 ? ', 'true ? '],
    ['a read that may be old asks seldom', 'maxAgeMs > 0 ? ', 'false ? '],
    ['that there is none is asked anew', 'return known ?? this', 'return recent !== undefined ? known : this'],
    ['a crowd asks once', 'recent && (await recent)', 'await recent'],
    ['a read sees what was written', 'Key, ConsistentRead: true', 'Key'],
    ['a write names the version it has seen', "'attribute_exists(j) AND v = :version'", "'attribute_exists(p)'"],
    [
      'what was removed cannot be written by its old version',
      "'attribute_exists(j) AND v = :version'",
      "'v = :version'",
    ],
    [
      'a creation finds what is there',
      "expected === 'absent' ? isAbsent",
      "expected === 'absent' ? 'attribute_not_exists(zz)'",
    ],
    [
      'a name is free again after its removal',
      "'attribute_not_exists(p) OR (attribute_not_exists(j) AND v < :version)'",
      "'attribute_not_exists(p) AND :version = :version'",
    ],
    ['a creation that comes late revives nothing', ' AND v < :version)', ' AND :version = :version)'],
    ['a write that was done is done', "if (reply.kind === 'done') return", 'if (false) return'],
    ['a write whose reply was lost is known as our own', 'if (found?.w?.S === nonce) return', 'if (false) return'],
    ['what somebody else wrote is not ours', 'if (found?.w?.S === nonce) return', 'if (found !== undefined) return'],
    [
      'a tombstone ahead of our clock is no document',
      "if (expected !== 'absent' || found === undefined || found.j !== undefined) return",
      'if (true) return',
    ],
    ['a version grows over that of a tombstone', 'greaterThan = versionOf(found)', 'greaterThan += 1'],
    ['a document in the way is a conflict', ' || found.j !== undefined) return', ') return'],
    ['a version grows though the clock stands still or is behind', 'least + 1, ', ''],
    ['no version is given twice by a process', ', this.#lastVersion + 1)', ')'],
    ['versions grow with the wall clock', 'Math.max(this.#parts.wall.nowMs(), ', 'Math.max(0, '],
    ['what was written is not read as it was before', 'this.#recent.forget(recentKey(kind, name))', ''],
    ['a tombstone goes', '{ t: { N: String(t) } }', '{}'],
    ['a tombstone stays for a day', '+ tombstoneSeconds', ''],
    [
      'removed names are not listed',
      'toDocument(item, asOfMs) ?? []',
      'toDocument({ j: { S: "1" }, ...item }, asOfMs) ?? []',
    ],
    ['a list goes on over pages', 'from !== undefined && found.length < page.limit)', 'false)'],
    ['a list ends', ' && found.length < page.limit)', ')'],
    ['a list holds at most as many as asked', 'return found.slice(0, page.limit)', 'return found'],
    ['a list ends with the prefix', 'Items.filter(({ s }) => s!.S!.startsWith(page.prefix))', 'Items'],
    ['a list begins after the name given', 'if (after !== undefined && after >= prefix)', 'if (false)'],
    ['a list begins at the prefix where the name given stands before it', ' && after >= prefix)', ')'],
    ['the empty prefix is every name', "if (prefix === '') return", 'if (false) return'],
    ['a list sees what was written', '      ConsistentRead: true,\n', ''],
    ['a tombstone is no document', 'if (text === undefined) return undefined', ''],
    ['what a reader does to a value does not reach others', 'frozen(JSON.parse(text))', 'JSON.parse(text)'],
  ]),
  ...guardsOf(`${folder}/recentReads.ts`, oldReads, [
    ['what was read too long ago is not good', '<= maxAgeMs\n', '>= 0\n'],
    ['the age itself is fine', '<= maxAgeMs\n', '< maxAgeMs\n'],
    [
      'a clock that was set back makes nothing recent',
      'Math.abs(this.#wall.nowMs() - asOfMs)',
      '(this.#wall.nowMs() - asOfMs)',
    ],
    [
      'what is used stays',
      'if (kept !== undefined && isRecent(kept)) {\n      this.#keep(key, kept)',
      'if (kept !== undefined && isRecent(kept)) {',
    ],
    ['what is kept is asked for its age', 'if (kept !== undefined && isRecent(kept)) {', 'if (kept !== undefined) {'],
    [
      'a read under way may be too old to join',
      'reading !== undefined && isRecent(reading) ?',
      'reading !== undefined ?',
    ],
    ['a crowd asks once', 'reading !== undefined && isRecent(reading) ?', 'false ?'],
    [
      'what was overtaken by a write is not kept',
      'if (isLatest()) this.#keep(key, document)',
      'this.#keep(key, document)',
    ],
    ['what was read is kept', 'if (isLatest()) this.#keep(key, document)', ''],
    ['a read that is over is not joined', 'if (isLatest()) this.#readings.delete(key)', ''],
    [
      'a read begun before a write is not joined after it',
      '    this.#readings.delete(key)\n  }\n\n  #keep',
      '  }\n\n  #keep',
    ],
    [
      'what was read before a write is forgotten',
      '    this.#kept.delete(key)\n    this.#readings',
      '    this.#readings',
    ],
    [
      'what is gone is forgotten',
      '    this.#kept.delete(key)\n    if (document === undefined) return',
      '    if (document === undefined) return',
    ],
    ['no more is kept than some hundreds', 'if (this.#kept.size <= keptMax) return', 'return'],
    ['some hundreds are kept', 'if (this.#kept.size <= keptMax) return', ''],
  ]),
  ...guardsOf(`${folder}/dueMarks.ts`, marks, [
    ['marks in the same minute are one', 'dueMinuteMs(atMs)', 'atMs'],
    ['a mark is made once', 'this.#made.get(key.s) ?? this', 'this'],
    ['whoever asks for a mark waits until it is made', 'await (this.#made', 'void (this.#made'],
    [
      'a mark that could not be made is made again',
      '    making.catch(() => this.#made.delete(key.s))\n',
      '    making.catch(() => {})\n',
    ],
    ['no more marks are remembered than some thousands', 'if (this.#made.size <= madeMax) break', 'break'],
    ['some thousands are remembered', 'if (this.#made.size <= madeMax) break', ''],
    ['a mark is kept for a day', 'minuteOf(key.s) + keptMs', 'minuteOf(key.s)'],
    ['a look goes back over a day', 'nowMs() - lookBackMs', 'nowMs()'],
    [
      'and no further',
      'startOfHour(this.#parts.clock.nowMs() - lookBackMs)',
      'startOfHour(this.#parts.clock.nowMs() - 2 * lookBackMs)',
    ],
    ['nothing falls due before its time', '`${timeText(untilMs)}~`', '`${timeText(untilMs + 60_000)}~`'],
    ['what falls due at that very time is due', '`${timeText(untilMs)}~`', 'timeText(untilMs)'],
    ['a page ends after some looks', 'looks === looksMax || ', ''],
    ['a page goes on after the last', 'let after = cursor ?? ', 'let after = '],
    ['a page holds at most as many as a page holds', 'duePageMax - marks.length)', '1_000)'],
    ['an hour goes on over pages', 'LastEvaluatedKey?.s?.S ?? ', ''],
    ['the last hour is followed by the next', '+ hourMs)\n', '+ 2 * hourMs)\n'],
    ['a page begins after its cursor', '`${after}!`', 'after'],
    ['but leaves out nothing that begins as the cursor does', '`${after}!`', '`${after}~`'],
    ['a mark sees who made it', '      ConsistentRead: true,\n', ''],
  ]),
]
