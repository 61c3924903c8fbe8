import { guardsOf } from './guard.ts'

const memory = ['test/contract/memory.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const dynamo = ['test/dynamo/contract.test.ts', 'test/dynamo/redriving.test.ts']
const folder = 'lib/store'

const units = ['test/actions/redrive.test.ts']
const crashes = ['test/actions/redriveCrashes.test.ts']
const refused = ['test/protocols/native/redrives.test.ts']
const both = [...units, ...crashes]

/** What holds of messages that are put back. */
export const redriveGuards = [
  ...guardsOf('lib/domain/deadLetter.ts', memory, [
    ['what is redriven begins anew', 'attempts: 0, token', 'attempts: 1, token'],
  ]),
  ...guardsOf('lib/domain/origin.ts', units, [
    ['what is redriven has its attempts anew', "last.reason === 'redriven' ? 0 :", 'false ? 0 :'],
  ]),
  ...guardsOf('lib/domain/redrive.ts', units, [
    ['what came later stays', 'if ((last?.atMs ?? envelope.sentAtMs) > startedAtMs) return false', ''],
    ['what was moved by it stays, also at the same moment', 'if (isAgain || ', 'if ('],
    ['a reason is asked for', '(reason !== undefined && last?.reason !== reason)', 'false'],
    ['an attribute is', 'attribute !== undefined && textOf(attribute) === value', 'true'],
    ['its value is', ' && textOf(attribute) === value', ''],
    ['retention begins anew', 'originId: id, retainedFromMs: nowMs', 'originId: id'],
    ['it says which it was', 'originId: id, retainedFromMs', 'retainedFromMs'],
  ]),
  ...guardsOf('lib/domain/redrive.ts', crashes, [
    ['a rate is kept', 'messagesPerSecond - used', 'messagesPerSecond'],
    ['a rate is of each second', 'second?.at === secondOf(nowMs) ? second.moved : 0', 'second?.moved ?? 0'],
  ]),
  ...guardsOf('lib/protocols/native/operations/startRedrive.ts', refused, [
    ['no attribute that is asked for is lost', 'if (lost.length > 0) throw invalid(...lost)', ''],
  ]),
  ...guardsOf('lib/protocols/native/redriveFields.ts', refused, [
    ['a filter names what an attribute can be called', 'v.record(attributeName,', 'v.record(v.string(),'],
    ['and is text', 'attributeName, wellFormed)', 'attributeName, v.string())'],
  ]),
  ...guardsOf('lib/protocols/native/fields.ts', refused, [
    ['half a character is no text', 'text => text.isWellFormed()', '() => true'],
    [
      'nor an id',
      'v.pipe(wellFormed, v.minLength(1), v.maxLength(128)',
      'v.pipe(v.string(), v.minLength(1), v.maxLength(128)',
    ],
  ]),
  ...guardsOf('lib/upkeep/redriveStep.ts', units, [
    ['ids are asked for', 'ids === undefined || ids.has(id)', 'true'],
    ['what has expired stays', 'if (isExpired || ', 'if ('],
    ['what has nowhere to go is counted', "if (target === 'gone') this.skipped += 1", ''],
    ['what it does not know yet comes in another try', "if (target === 'unknown') this.hasUnknown = true", ''],
    ['what expires is noted', '    this.expiries.add(to, envelope)\n', ''],
    ['and marked', '  await choice.expiries.mark(services)\n', ''],
  ]),
  ...guardsOf('lib/upkeep/redriveStep.ts', crashes, [['a step is full', 'this.chosen >= this.#messagesMax', 'false']]),
  ...guardsOf('lib/upkeep/drive.ts', both, [
    ['what is over makes room', '    if (isOver(redrive)) {', '    if (false) {'],
    [
      'one works on it at a time',
      'runner.by !== by && runner.untilMs > wallMs) return undefined',
      'runner.by !== by && runner.untilMs > wallMs && false) return undefined',
    ],
    ['but not for ever', ' && runner.untilMs > wallMs) return undefined', ') return undefined'],
    ['a cancel ends it', "if (redrive.state === 'cancelling') await end", 'if (false) await end'],
    [
      'it is claimed',
      'const claimed = { ...redrive, runner: { by,',
      'const claimed = { ...redrive, runner: { by: wallMs.toString(),',
    ],
    [
      'a queue that is gone ends it',
      'if (found === undefined || !isSameGeneration',
      'if (found !== undefined && !isSameGeneration',
    ],
    ['and one that was purged', ' || !isSameGeneration(found.queue, redrive.queue)', ''],
    [
      'a target that is gone ends it',
      "if (redrive.to !== undefined && targets.get(redrive.to) === 'gone')",
      'if (false)',
    ],
    ['who ends in order says so', '{ ...redrive, runner: undefined }, version', 'redrive, version'],
    ['a round has an end', 'if (isOut(shift, services)) return release', 'if (false) return release'],
    ['what is completed is', "...(isDone && { state: 'completed'", "...(false && { state: 'completed'"],
    ['what was moved is counted', 'moved: redrive.moved + stepped.moved,', ''],
  ]),
  ...guardsOf(
    'lib/domain/inTurns.ts',
    ['lib/domain/inTurns.test.ts'],
    [
      ['a crowd of wishes is one turn', 'if (isAsked) return', ''],
      ['a wish in the middle of a turn has its own', '    isAsked = false\n', ''],
    ],
  ),
  ...guardsOf('lib/upkeep/keepRedriving.ts', crashes, [
    ['it is worked on as soon as it is told', '  services.onRedrive = looks.ask\n', ''],
    ['and at the start', '  looks.ask()\n  return {', '  return {'],
    ['and in each minute', 'everyMinute(services.clock, looks.ask)', '() => {}'],
    ['nobody is told in vain', '      services.onRedrive = undefined\n', ''],
    ['a failure is told', 'if (!ending.signal.aborted) onFailure(error)', ''],
    ['a stop ends what is under way', '      ending.abort()\n', ''],
  ]),
  ...guardsOf('lib/actions/redriveDocument.ts', units, [
    ['one is under way at a time', 'if (found !== undefined && !isOver(found.redrive)) return false', ''],
    ['what is over makes room for the next', 'if (found !== undefined) await putAway(services, found)', ''],
    ['only some are remembered', 'ended.slice(0, Math.max(0, ended.length - kept))', '[]'],
    [
      'what cannot be an id is none',
      "if (uid === undefined) throw new Problem('RedriveNotFound')",
      "if (uid === undefined) return ''",
    ],
    ['what is forgotten is not found', "if (ended === undefined) throw new Problem('RedriveNotFound')", ''],
  ]),
  ...guardsOf('lib/actions/deleteQueue.ts', units, [
    [
      'a queue that is deleted leaves nothing of its redrives',
      '  await forgetRedrives(services, queue.uid, 0).catch(passOver)\n',
      '',
    ],
  ]),
  ...guardsOf('lib/actions/startRedrive.ts', units, [
    ['a target is one that messages can go to', 'if (wish.to !== undefined) await', 'if (false) await'],
  ]),
  ...guardsOf(
    'lib/actions/targetQueue.ts',
    ['test/actions/deadLetters.test.ts'],
    [
      ['a queue is not its own target', 'if (to === from) throw', 'if (false) throw'],
      ['a target exists', 'if (found === undefined) throw', 'if (false) throw'],
      [
        'what keeps order goes where order is kept',
        'if (isOrdered({ name: to }) !== isOrdered({ name: from }))',
        'if (false)',
      ],
    ],
  ),
  ...guardsOf('lib/actions/cancelRedrive.ts', units, [
    ['who works on it ends it', "if (!isAlone) return { ...redrive, state: 'cancelling' }", ''],
    ['what is cancelled makes room', "if (changed.redrive.state === 'cancelled') await putAway(services, changed)", ''],
  ]),
  ...guardsOf(`${folder}/memory/redrive.ts`, memory, [
    ['a full order ends a step', 'if (isFull()) return { moved, cursor: seen }', ''],
    ['the next step goes on there', '    seen = position(slot)\n', ''],
    ['what may not go is not read', 'mayGo(slot.id) ? choose(slot) : undefined', 'choose(slot)'],
    ['what could not be put elsewhere is not counted', ' && move(slot, departing)) moved', ') moved'],
  ]),
  ...guardsOf(`${folder}/memory/memoryStore.ts`, memory, [
    [
      'a redriven message has a new id',
      'const message = { id: newId(this.#context.random), envelope,',
      'const message = { id: slot.id, envelope,',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/redrive.ts`, embedded, [
    ['a full order ends a step', 'if (order.isFull()) return { ...step, cursor: formatPosition(seen) }', ''],
    ['the next step goes on there', '    seen = positionOf(slot)\n', ''],
    ['what could not be put elsewhere is not counted', 'if (to !== undefined) {', 'if (to !== null) {'],
    ['what may not go is not read', 'if (!mayGo(slot.id)) return undefined', ''],
    ['what is not chosen stays', 'if (departing === undefined) return undefined', ''],
  ]),
  ...guardsOf(`${folder}/embedded/moveAside.ts`, embedded, []),
  ...guardsOf(`${folder}/embedded/embeddedStore.ts`, embedded, [
    [
      'who waits where messages are put is woken',
      'for (const to of arrivals) this.#waiters',
      'for (const to of []) this.#waiters',
    ],
  ]),
  ...guardsOf(`${folder}/dynamo/redrive.ts`, dynamo, [
    ['what is leased or delayed stays', ' && isVisible(entry) && ', ' && '],
    ['what may not go is not read', ' && mayGo(idOf(block, entry))', ''],
    ['no message of a block is looked at twice', 'isAhead(block, entry) && ', ''],
    ['a store that does not answer ends a step', 'if (error instanceof Problem) throw error', ''],
    ['what cannot be read keeps nobody else', '.catch(passOver)', ''],
    ['a full order ends a step', 'if (order.isFull()) return', 'if (false) return'],
    ['what is not chosen stays', 'if (departing !== undefined) leavers', 'if (departing !== null) leavers'],
    ['the next step goes on there', 'if (stop !== undefined) return', 'if (false) return'],
    [
      'what lost a race is not counted',
      'move(tools, source, movers, there).catch(notNow))) continue',
      'move(tools, source, movers, there).catch(notNow)) && false) continue',
    ],
    ['those of a block that go elsewhere go as well', '    source = { ...source, entries: left }\n', ''],
    ['what was read together is known to be gone', 'group.every(one => one.entry !== entry)', 'true'],
  ]),
  ...guardsOf(`${folder}/dynamo/move.ts`, dynamo, [
    ['a redriven message has a new id', 'const id = asNew ? undefined : idOf', 'const id = idOf'],
    ['nothing says where it went', 'const forwarded = asNew ? [] : movers', 'const forwarded = movers'],
  ]),
  ...guardsOf(`${folder}/dynamo/dynamoStore.ts`, dynamo, [
    ['nothing comes out of a queue that is gone', 'if (this.#isDead(queue)) return { moved: 0 }', ''],
    [
      'who waits where messages are put is woken',
      'for (const to of arrivals) this.#watch',
      'for (const to of []) this.#watch',
    ],
  ]),
  ...guardsOf(
    'lib/store/embedded/moveAnew.ts',
    ['test/embedded/contract.test.ts', 'test/embedded/ordered.test.ts'],
    [
      ['a redriven message is in one queue at a time', '  messages.remove(slot)\n', ''],
      ['nothing goes into a queue that is gone', 'if (lanes.isDead(to)) return false', ''],
      ['a redriven message can be received at once', ', readyAtMs: nowMs }', ' }'],
      ['numbers of redriven messages are kept', 'if (isOrdered(to)) groups.keepLastSeq(seq)', ''],
    ],
  ),
]
