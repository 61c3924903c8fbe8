// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const actions = ['test/actions/deadLetters.test.ts']
const native = ['test/protocols/native/deadLetters.test.ts']
const memory = ['test/contract/memory.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const dynamo = ['test/dynamo/contract.test.ts', 'test/dynamo/movingAside.test.ts']
const upkeep = [...actions, 'lib/upkeep/everyMinute.test.ts']
const folder = 'lib/store'

/** What holds of messages that nobody could finish. */
export const deadLettersGuards = [
  ...guardsOf('lib/domain/judge.ts', memory, [
    ['attempts have an end', 'if (deadLetter !== undefined && isExhausted(message, deadLetter))', 'if (false)'],
    [
      'what expires is moved where that is wished',
      "deadLetter?.expired === true ? 'deadLetter'",
      "false ? 'deadLetter'",
    ],
    [
      'a life that started anew is counted from there',
      'const fromMs = retainedFromMs ?? sentAtMs',
      'const fromMs = sentAtMs',
    ],
  ]),
  ...guardsOf('lib/domain/deadLetterRule.ts', memory, [
    ['a message’s own limit wins', 'attemptsMax ?? rule.attemptsMax', 'rule.attemptsMax'],
    ['attempts from before a move do not count', 'attempts - attemptsBefore >=', 'attempts >='],
    ['the last attempt is one', '>= (attemptsMax', '>= 1 + (attemptsMax'],
  ]),
  ...guardsOf('lib/domain/deadLetter.ts', memory, [
    ['what the last worker said goes along', 'text ?? delivery.nackReason', 'text'],
    ['what is given up with a word says it', 'text ?? delivery.nackReason', 'delivery.nackReason'],
    ['what expired lives on', 'expiresAtMs: undefined, retainedFromMs: nowMs', 'retainedFromMs: nowMs'],
    [
      'for as long as the other queue keeps messages',
      'expiresAtMs: undefined, retainedFromMs: nowMs',
      'expiresAtMs: undefined',
    ],
    ['receipts from before the move are over', '  token,\n', ''],
    ['hand-overs are kept', '  ...delivery,\n', '  attempts: 0,\n'],
  ]),
  ...guardsOf('lib/actions/deadLetters.ts', actions, [
    ['without a rule nothing is asked', 'if (deadLetter === undefined) return { settings }', ''],
    [
      'messages stay while there is nowhere to go',
      'if (target === undefined) return { settings }',
      'if (target === undefined) return { settings: queue.settings }',
    ],
    [
      'a dead-letter queue is one that messages can go to',
      'await checkTarget(services, name, deadLetter.queue, path)',
      '{ notes: undefined } as Queue',
    ],
    ['the end of a last attempt is marked', 'await services.store.markDue(queue, ms)', 'await undefined'],
    [
      'only last attempts are',
      '\n    isExhausted(toCandidate(envelope, delivery), deadLetter)',
      '\n    envelope !== delivery',
    ],
    ['what is given back or held is marked', 'for (const ms of times) await store.markDue(queue, ms)', 'void times'],
  ]),
  ...guardsOf('lib/actions/nack.ts', actions, [
    ['giving up needs somewhere to go', 'if (aside === undefined) throw', 'if (false) throw'],
    ['giving up is no giving back', 'input.deadLetter === true ?', 'false ?'],
  ]),
  ...guardsOf('lib/domain/newMessage.ts', actions, [
    ['a limit of a message’s own needs a rule', 'if (attemptsMax === undefined || hasLimit) return []', 'return []'],
    ['a limit of a message’s own is kept', 'if (message.attemptsMax !== undefined) envelope', 'if (false) envelope'],
  ]),
  ...guardsOf('lib/actions/editMessage.ts', actions, [
    ['a limit may be changed', 'if (edit.attemptsMax !== undefined) next', 'if (false) next'],
    ['but not where it means nothing', '...attemptsProblems(edit, queue.settings),\n', ''],
    ['an edit of something else is not held to it', 'attemptsProblems(edit, ', 'attemptsProblems(next, '],
  ]),
  ...guardsOf('lib/upkeep/upkeep.ts', upkeep, [
    ['a queue is looked at once a round', 'if (seen.has(name)) continue', ''],
    ['a mark that comes late is seen', 'untilMs - slackMs', 'untilMs'],
    ['what could not be moved is tried again', 'return left === 0', 'return true'],
    ['a queue that is gone is passed over', 'if (found === undefined || !isSameGeneration', 'if (!isSameGeneration'],
    ['and one that was purged', ' || !isSameGeneration(found.queue, mark)', ''],
    ['what there was no time for is marked anew', 'if (!isDone) await', 'if (false) await'],
    ['a round has an end', 'if (services.wall.nowMs() >= untilWallMs) return false', ''],
    ['a failure is told', 'if (failures.length > 0) throw failures[0]', ''],
    ['no mark is looked at twice', '  await writeProgress(services, progress, untilMs - slackMs)\n', ''],
  ]),
  ...guardsOf('lib/upkeep/everyMinute.ts', upkeep, [
    ['a failure after the end is not told', 'if (!isStopped) onFailure(error)', ''],
    ['nothing is begun after the end', 'if (isStopped) return', ''],
    ['a stop waits', '      return running\n', ''],
  ]),
  ...guardsOf('lib/actions/updateQueue.ts', native, [
    ['what a change leaves out of a rule stays', '{ ...settings.deadLetter, ...deadLetter }', 'deadLetter'],
    ['a rule is whole', 'if (queue !== undefined && attemptsMax !== undefined) return', 'return'],
    ['a rule that is not named stays', 'rule === undefined ? settings : {', '{'],
  ]),
  ...guardsOf('lib/protocols/native/queueFields.ts', native, [
    [
      'null ends a rule',
      'if (deadLetter === null) return { ...rest, deadLetter }',
      'if (deadLetter === null) return rest',
    ],
    ['a limit that is left out is left out', '...(attemptsMax !== undefined && { attemptsMax })', 'attemptsMax'],
  ]),
  ...guardsOf('lib/actions/nack.ts', native, [
    ['a queue without a rule and a rule without a queue are told apart', 'deadLetter === undefined\n', 'false\n'],
  ]),
  ...guardsOf('lib/protocols/native/operations/nack.ts', native, [
    [
      'what is given up has no delay',
      'if (body.delaySeconds !== undefined && body.deadLetter === true) throw',
      'if (false) throw',
    ],
  ]),
  ...guardsOf(`${folder}/memory/memoryStore.ts`, memory, [
    [
      'what is given up is moved',
      "if (settlement.kind === 'moveAside' && outcome.kind === 'done') this",
      'if (false) this',
    ],
    [
      'nothing is given up into a queue that is gone',
      "if (!this.#moveAside(lane, leaving, aside, { reason, text })) throw new Problem('StoreBusy')",
      'this.#moveAside(lane, leaving, aside, { reason, text })',
    ],
    ['nothing goes into a queue that is gone', 'if (this.#lanes.isDead(to)) return false', ''],
    ['a message is in one queue at a time', '    lane.remove(slot)\n    this.#lanes.of(to)', '    this.#lanes.of(to)'],
    [
      'who waits at the other queue is woken',
      '    this.#waiters.visibleAt(laneOf(to), moved.delivery.visibleAtMs)\n',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/clear.ts`, embedded, [
    ['what the judge drops is gone', "if (verdict.kind === 'drop') {", 'if (false) {'],
    [
      'what is not to be moved is not',
      "if (verdict.kind !== 'deadLetter' || aside === undefined) return",
      'if (aside === undefined) return',
    ],
    [
      'what is to be moved is',
      'if (moveAside(tables, slot, aside, { reason: verdict.reason }, random, nowMs)) cleared',
      'if (false) cleared',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/moveAside.ts`, embedded, [
    ['nothing goes into a queue that is gone', 'if (lanes.isDead(to)) return false', ''],
    ['a moved message says where it was', '  messages.replaceEnvelope(slot, packed)\n', ''],
    [
      'receipts from before the move are over',
      '  messages.move(slot, arrived(delivery, newToken(random), nowMs))\n',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/settle.ts`, embedded, [
    ['what is given up is moved', "if (settlement.kind === 'moveAside') {", 'if (false) {'],
  ]),
  ...guardsOf(`${folder}/embedded/sweepQueue.ts`, embedded, [
    [
      'a sweep goes through all priorities in one order',
      '.sort((a, b) => comparePositions',
      '.toSorted(() => 0 * comparePositions',
    ],
    ['a sweep goes on', 'if (last === undefined || found.length < looksMax) return cleared', 'return cleared'],
    ['a sweep has an end', 'last === undefined || found.length < looksMax', 'last === undefined'],
  ]),
  ...guardsOf(`${folder}/embedded/embeddedStore.ts`, embedded, [
    [
      'nothing is given up into a queue that is gone',
      "if (settled.some(({ nowhere }) => nowhere)) throw new Problem('StoreBusy')",
      '',
    ],
    [
      'who waits at the other queue is woken',
      '    this.#waiters.visibleAt(laneOf(aside.to), this.#nowMs())\n    aside.',
      '    aside.',
    ],
  ]),
  ...guardsOf(`${folder}/dynamo/clear.ts`, dynamo, [
    ['what has expired is dropped', 'if (asides.length === 0) {', 'if (false) {'],
    ['who does not say where moves nothing', 'if (aside === undefined) return', 'if (false) return'],
    ['what cannot be read comes back later', 'if (!(error instanceof Problem)) await postpone(tools, survey)', ''],
  ]),
  ...guardsOf(`${folder}/dynamo/take.ts`, dynamo, [
    ['what cannot be moved is no progress', 'cleared: surveys.length - stuck', 'cleared: surveys.length'],
  ]),
  ...guardsOf(`${folder}/dynamo/poll.ts`, dynamo, [
    ['what cannot be moved keeps no poll from the others', ' && progress.stuck < stuckMax', ''],
  ]),
  ...guardsOf(`${folder}/dynamo/survey.ts`, dynamo, [
    [
      'what is to be moved is not leased',
      "else if (verdict.kind === 'deadLetter') survey.asides",
      "else if (verdict.kind === 'deadLetter') [] as typeof survey.asides; else if (false) survey.asides",
    ],
    ['blocks of what is to be moved are of use', 'drops.length + asides.length > 0', 'drops.length > 0'],
  ]),
  ...guardsOf(`${folder}/dynamo/sweepQueue.ts`, dynamo, [
    ['a sweep leaves alone what is good', 'if (survey.asides.length + survey.drops.length === 0) continue', ''],
  ]),
  ...guardsOf(`${folder}/dynamo/step.ts`, dynamo, [
    ['a sweep goes on in the next lane', 'lanes[lanes.indexOf(p) + 1]', 'undefined'],
  ]),
  ...guardsOf(`${folder}/dynamo/move.ts`, dynamo, [
    [
      'nothing goes where a queue is known to be gone',
      'tools.book.known(scope).dead) return false',
      'false) return false',
    ],
  ]),
  ...guardsOf(`${folder}/dynamo/giveUp.ts`, dynamo, [
    ['who does not hold a message cannot give it up', 'if (refusal !== undefined) {', 'if (false) {'],
  ]),
  ...guardsOf(`${folder}/dynamo/dynamoStore.ts`, dynamo, [
    ['a generation that is over is not swept', 'if (this.#isDead(queue)) return { dropped: 0, movedAside: 0 }', ''],
    [
      'who waits at the other queue is woken',
      'if (aside !== undefined && messages > 0) this.#watch',
      'if (false) this.#watch',
    ],
    ['also by what is given up', "if (settlement.kind === 'moveAside') this.#arrived(settlement.aside, 1)", ''],
  ]),
  ...guardsOf(
    `${folder}/dynamo/heads.ts`,
    ['lib/store/dynamo/heads.test.ts'],
    [
      ['a limit of a message’s own is read', 'if (attemptsMax) head.attemptsMax', 'if (false) head.attemptsMax'],
      ['attempts that count no more are read', 'if (before) head.attemptsBefore', 'if (false) head.attemptsBefore'],
      ['the start of a life is read', 'if (retained) head.retainedFromMs', 'if (false) head.retainedFromMs'],
      [
        'a limit of a message’s own is written',
        'if (attemptsMax !== undefined) head.attemptsMax',
        'if (false) head.attemptsMax',
      ],
      [
        'the start of a life is written',
        'if (retainedFromMs !== undefined) head.retainedFromMs',
        'if (false) head.retainedFromMs',
      ],
      ['attempts that count no more are written', 'if (attemptsBefore(envelope) > 0) head', 'if (false) head'],
    ],
  ),
]
