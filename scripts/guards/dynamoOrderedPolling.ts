import { guardsOf } from './guard.ts'
import { orderedFolder as folder, orderedTests as tests } from './orderedTests.ts'

/** What a poll of ordered groups hangs on, on DynamoDB. */
export const dynamoOrderedPollingGuards = [
  ...guardsOf(`${folder}/attempts.ts`, tests, [
    ['a poll that found nothing looks again', 'if (leased.length === 0)', 'if (false)'],
    ['a poll of a new name begins anew', 'if (record === undefined)', 'if (false)'],
    ['what somebody touched is not repeated', 'if (again === undefined)', 'if (false)'],
    ['a repetition beside a limit needs room', 'if (at === undefined)', 'if (false)'],
    ['a repetition that lost a race looks for others', 'if (!(await renew(tools, scope, group, again)))', 'if (false)'],
    ['a group that is gone has nothing to repeat', 'if (group === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/choose.ts`, tests, [
    ['an answer has so many messages at most', 'if (room.messages === 0)', 'if (false)'],
    ['what has expired is dropped', "if (verdict.kind === 'drop')", 'if (false)'],
    ['what is good is leased', "if (verdict.kind === 'lease')", 'if (false)'],
    ['an answer has so many bytes at most', 'if (!room.isEmpty && head.bytes > room.bytes)', 'if (false)'],
    ['a transaction moves so many aside', 'if (choice.asides.length === clearedMax)', 'if (false)'],
    ['what cannot be moved aside closes its group', 'if (aside === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/group.ts`, tests, [
    ['a group with something held opens when that is visible', 'if (head !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/leave.ts`, tests, [
    ['nothing goes to a queue that is known to be gone', 'if (tools.book.known(scope).dead)', 'if (false)'],
    ['what has left is not given up again', "if (reply.kind === 'done')", 'if (false)'],
  ]),
  ...guardsOf(`${folder}/limited.ts`, tests, [
    ['each lease has a permit of its own', 'if (pick.verdict.untilMs > nowMs)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/limitedAgain.ts`, tests, [
    [
      'a lease that runs on keeps its permit',
      'if (endMs <= nowMs || (isRunning && (await all.lengthen(scope, permit, endMs))))',
      'if (false)',
    ],
    ['without room nothing is leased again', 'if (fresh === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/line.ts`, tests, [
    ['the age of a hole is that of the first behind it', 'if (line.hole !== undefined)', 'if (false)'],
    ['nobody goes past a number whose message is on its way', 'if (run.start > number)', 'if (false)'],
    ['the line goes on to the next run', 'if (run.start + run.span > number)', 'if (false)'],
    [
      'a number at the end of the line is waited for, too',
      'if (isWhole && line.hole === undefined && number <= group.last)',
      'if (false)',
    ],
    ['a line knows how far it was read', 'run.start + run.span)\n    if', 'run.start + run.span + 1_000)\n    if'],
    ['a group that was read to its end has no first', 'if (first === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/look.ts`, tests, [
    [
      'a cheap look ends with the first page that has something',
      'if (open.length > 0 || next === undefined)',
      'if (false)',
    ],
    ['a sure look finds what is open', 'if (open.length > 0)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/poll.ts`, tests, [
    ['a poll without a name is not remembered', 'if (attemptId === undefined)', 'if (false)'],
    ['a poll is repeated by its name', 'if (repeated !== undefined)', 'if (false)'],
    ['what is open is taken', 'if (found.length > 0)', 'if (false)'],
    ['what was leased is handed out', 'if (taken.leased.length > 0 || taken.isFull)', 'if (false)'],
    [
      'a poll that finds nothing says so',
      'if (open.length === 0 && tools.wall.nowMs() - lookedAtMs < behindMsMax - passedMs)',
      'if (false)',
    ],
    [
      'what was judged long ago is judged again',
      'passed.set(group.version, judgedWallMs)',
      'passed.set(group.version, tools.wall.nowMs())',
    ],
    ['a poll reads on behind what is over', 'Math.min(maxMessages * 2 ** rounds, ', 'Math.min(maxMessages, '],
    ['where nobody is in the way the oldest comes first', 'if (!round.isCrowded)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/rounds.ts`, tests, [
    ['a process remembers what it changed', 'if (known !== undefined)', 'if (false)'],
    [
      'what is on its way is looked for soon at first',
      'Math.min(seen.wallMs - seen.sinceWallMs, passedMsMax)',
      'passedMsMax',
    ],
  ]),
  ...guardsOf(`${folder}/isAnythingOpen.ts`, tests, [
    [
      'who waits beside what is not to be had polls now and then',
      'open.some(group => !isPassed(round, group, tools.wall.nowMs()))',
      'open.length > 0',
    ],
  ]),
  ...guardsOf(`${folder}/handOver.ts`, tests, [
    ['what was leased is handed out', 'if (written.isDone)', 'if (false)'],
    ['a lease whose answer was lost is handed out', 'own.length > 0 ? own : undefined', 'undefined'],
    ['what expires while it is leased is given back', 'if (good.length < leased.length)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/take.ts`, tests, [
    ['where nothing was leased the failure is told', 'if (failed !== undefined && leased.length === 0)', 'if (false)'],
    ['what is open is leased', 'if (touched(choice).length > 0)', 'if (false)'],
    ['what there was no room for is not passed over', 'if (choice.isCut)', 'if (false)'],
    ['closed numbers are left behind', 'if (isMistaken(line))', 'if (false)'],
    ['an empty line is told from one that is not open yet', 'if (first === undefined)', 'if (false)'],
    [
      'what is to leave is moved before anything is leased',
      'if (isLeaving && !(await leaveAside(tools, queue, choice, order.aside!, [asAction(request)])))',
      'if (false)',
    ],
    ['who lost a race leases nothing', 'if (own === undefined)', 'if (false)'],
    ['what stands before one that cannot be moved aside is leased', 'if (touched(rest).length > 0)', 'if (false)'],
    ['a publisher has ten seconds', 'if (tools.clock.nowMs() - hole.sinceMs < holeMsMax)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/readRuns.ts`, tests, [
    ['what an earlier group has left is not of this one', 'run.epoch === epoch ? run : ', 'true ? run : '],
    [
      'nor are numbers that it closed together',
      'run.epoch === epoch ? run : ',
      'run.isClosed || run.epoch === epoch ? run : ',
    ],
  ]),
  ...guardsOf(`${folder}/numbers.ts`, tests, [
    ['numbers that are taken late bring nothing back', "':e': { S: newNonce({ random }) }", "':e': { S: nonce }"],
    ['numbers hardly ever come again', 'sequenceAfter(0, nowMs) + turn', 'sequenceAfter(0, nowMs)'],
    ['a version does not come again', 'v = if_not_exists(v, :e)', 'v = if_not_exists(v, :x)'],
    ['numbers are taken once', "ConditionExpression: 'attribute_not_exists(x) OR x <> :x',\n", ''],
  ]),
  ...guardsOf('lib/store/dynamo/dynamoStore.ts', tests, [
    [
      'what ends may open what stood behind it',
      'if (isOrdered(queue)) this.#watch.expect',
      'if (false) this.#watch.expect',
    ],
    ['what is cancelled, too', "if (outcome === 'done') this.#expectOpened(queue)", ''],
  ]),
  ...guardsOf('lib/store/dynamo/watch.ts', tests, [
    ['who waits sees what others put into a group', 'if (isOrdered) return (await', 'if (false) return (await'],
  ]),
]
