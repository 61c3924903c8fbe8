import { guardsOf } from './guard.ts'

const target = ['lib/push/httpTarget.test.ts']
const schedules = ['test/push/schedules.test.ts']
const keeping = ['test/push/keeping.test.ts']
const rounds = ['test/push/round.test.ts']
const triggers = ['test/push/triggers.test.ts']
const throttles = ['test/push/throttles.test.ts']
const upkeep = ['test/push/rounds.test.ts']
const written = ['lib/protocols/mns/push/push.test.ts']
const wire = ['test/protocols/mns/pushes.test.ts']
const certificates = ['lib/actions/certificates.test.ts']

/** What holds of pushes: where they may go, when they are tried again, and how they are signed. */
export const pushGuards = [
  ...guardsOf(
    'lib/push/addressGuard.ts',
    ['lib/push/addressGuard.test.ts'],
    [
      ['what is inside is refused', "if (address.range() !== 'unicast') return false", ''],
      ['of IPv6 only what is given out is public', 'isWithin(address, publicSixes)', 'true'],
      ["Azure's metadata are refused", 'address.toString() !== azureMetadata', 'true'],
      ['only what was looked up is judged', 'if (isIP(address) === 0) return false', ''],
      ['a range of IPv4 lets no IPv6 through', 'address.kind() === network.kind() && ', 'true && '],
    ],
  ),
  ...guardsOf(
    'lib/definitions.ts',
    ['lib/config.test.ts'],
    [['an address alone is a range of one', 'isIP(text) === 4 ? 32 : 128}', 'isIP(text) === 4 ? 24 : 64}']],
  ),
  ...guardsOf('lib/push/connect.ts', target, [
    ['every address of a name is judged', 'for (const { address } of addresses) check(address, road)', ''],
    ['so is the one that was reached', "check(socket.remoteAddress ?? '', road)", ''],
    ['what was judged is what is used', 'lookup: answering(addresses), ', ''],
    ['looking up a name takes no longer than all the rest', 'Promise.race([lookUp(name), aborted])', 'lookUp(name)'],
    [
      'an endpoint by TLS proves who it is',
      'host, servername, ca })',
      'host, servername, ca, rejectUnauthorized: false })',
    ],
  ]),
  ...guardsOf('lib/push/httpTarget.ts', target, [
    ['there are five seconds', 'ending.abort(new Error(late))', '{}'],
    ['a redirect is a failure', 'status >= 200 && status < 300', 'status < 400'],
    ['an endless answer is not read', 'if (bytes > limits.pushAnswerBytesMax) return', 'if (bytes < 0) return'],
  ]),
  ...guardsOf('lib/push/httpTarget.ts', wire, [
    ['they are five by the wall clock', 'wall.nowMs() + seconds * 1000', 'wall.nowMs() + seconds * 1001'],
  ]),
  ...guardsOf('lib/protocols/mns/push/copy.ts', wire, [
    ['a document says when it was published', 'PublishTime: String(sentAtMs),', ''],
  ]),
  ...guardsOf('lib/push/plan.ts', schedules, [
    ['tries come to an end', '(isLast ? givenUp(context, polled, reason) : undefined)', 'undefined'],
    [
      'what waits for its dead-letter queue is kept',
      'if (batch.queue.settings.deadLetter !== undefined) return undefined',
      '',
    ],
    ['each try waits for longer', 'retryDelayMs(retry, triesOf(polled),', 'retryDelayMs(retry, 1,'],
  ]),
  ...guardsOf('lib/push/plan.ts', triggers, [
    ['a try counts once it was one', "countAttempt: 'now',\n    reason", 'countAttempt: true,\n    reason'],
    [
      'a message goes by its own number of tries',
      'isExhausted({ ...tried, attemptsMax }, deadLetter)',
      'isExhausted(tried, deadLetter)',
    ],
    ['a trigger that gives up is named as the reason', "? 'rejected' : 'nacked'", "? 'nacked' : 'nacked'"],
  ]),
  ...guardsOf('lib/push/plan.ts', throttles, [
    [
      'what was refused has had no try',
      'delayMs: context.restMs, countAttempt: true',
      "delayMs: context.restMs, countAttempt: 'now'",
    ],
  ]),
  ...guardsOf('lib/push/rests.ts', throttles, [
    ['rests grow', '* 2, longestMs)', '* 1, longestMs)'],
    ['but not without end', ', longestMs)', ', 1e9)'],
    ['who asks for a rest has it', 'askedMs === undefined ? ownMs', 'true ? ownMs'],
  ]),
  ...guardsOf('lib/push/restAfter.ts', throttles, [['what was taken ends the rests', 'rests.end(key)', '{}']]),
  ...guardsOf('lib/push/outlets.ts', throttles, [
    ['nothing is leased for who rests', "if (untilMs > 0) return { kind: 'resting', untilMs }", ''],
  ]),
  ...guardsOf('lib/push/reason.ts', schedules, [
    ['a reason is no longer than what is kept', '.subarray(0, limits.nackReasonBytesMax)', ''],
  ]),
  ...guardsOf('lib/push/settle.ts', rounds, [
    ['what comes again is marked', 'if (ended.isMarked) await markReturns(services, batch.queue, plans)', ''],
  ]),
  ...guardsOf('lib/push/comeAgain.ts', throttles, [
    ['who pushes is woken for it', 'await wakeAt?.(queue, atMs).catch(() => {})', ''],
  ]),
  ...guardsOf('lib/push/outlets.ts', keeping, [
    [
      'no more are leased than there are slots',
      'Math.min(this.of(source).slots(source), this.of(source).paced(source, wallMs))',
      'this.of(source).paced(source, wallMs)',
    ],
    [
      'nor than may begin in this second',
      'Math.min(this.of(source).slots(source), this.of(source).paced(source, wallMs))',
      'this.of(source).slots(source)',
    ],
  ]),
  ...guardsOf('lib/push/deliveries.ts', keeping, [
    ['who is gone gets nothing', "if (sources.length === 0) return 'gone'\n    if (signal", 'if (signal'],
    [
      'what has not begun is given back',
      'if (sources.length === 0 || signal.aborted) await this.#giveBack(queue, messages)',
      '',
    ],
  ]),
  ...guardsOf('lib/push/deliveries.ts', triggers, [
    ['what no trigger wants is finished', 'if (unwanted.length > 0) await this.#finish(queue, unwanted)', ''],
    ['who stops waits for targets, though not for ever', '() => this.#stopping.abort()', '() => {}'],
  ]),
  ...guardsOf('lib/push/batch.ts', triggers, [
    ['a message is for who wants it', 'wants === undefined || wants(one.message.envelope)', 'true'],
    ['a batch is no larger than it may be', 'last.length < batchSize && ', ''],
  ]),
  ...guardsOf('lib/push/lease.ts', triggers, [
    ['a lease is no try', 'countsAttempt: false', 'countsAttempt: true'],
    [
      'of an ordered queue nothing is leased beyond a batch',
      'ordered ? Math.min(order.messages, order.batchSize) : order.messages',
      'order.messages',
    ],
  ]),
  ...guardsOf('lib/push/keepLease.ts', triggers, [
    [
      'a lease goes on while the target works',
      'await store.settle(queue, extensions)',
      'extensions.map(() => ({ kind: "done" }))',
    ],
  ]),
  ...guardsOf('lib/push/handOver.ts', triggers, [
    ['a target has as long as its trigger says', 'end(failed(`timed out', '(() => {})(failed(`timed out'],
  ]),
  ...guardsOf('lib/push/report.ts', triggers, [
    ['a lease that was lost is told of', "if (became.kind === 'lost')", 'if (false)'],
  ]),
  ...guardsOf(
    'lib/push/window.ts',
    ['test/push/windows.test.ts'],
    [
      [
        'nothing is leased within the window',
        'await restUntil(wall, Math.min(untilWallMs, wall.nowMs() + lookEveryMs), signal)',
        'return',
      ],
      ['a full batch waits no longer', '(await store.stats(queue)).visible < messages', 'true'],
    ],
  ),
  ...guardsOf(
    'lib/push/batchResponse.ts',
    ['lib/push/batchResponse.test.ts'],
    [
      ['an unknown name fails all', 'const unknown = named.find(id => !ids.includes(id))', 'const unknown = undefined'],
      ['an empty name fails all', " && id !== ''", ''],
    ],
  ),
  ...guardsOf(
    'lib/push/eventPost.ts',
    ['lib/push/eventPost.test.ts'],
    [
      ['503 is no try', 'status === 429 || status === 503', 'status === 429'],
      ['no time at all is no rest', 'ms > 0 ? ms : undefined', 'ms'],
    ],
  ),
  ...guardsOf(
    'lib/push/functionTarget.ts',
    ['lib/push/functionTarget.test.ts'],
    [
      ['an error of the function is no answer', 'if (FunctionError !== undefined)', 'if (FunctionError === "")'],
      [
        'a busy function has had no try',
        "if (throttles.has(name)) return { kind: 'throttled', reason: name, retryAfterMs }",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'lib/push/modulePath.ts',
    ['lib/push/moduleTarget.test.ts'],
    [
      ['no link leads outside', 'return isBelow(root, file) ? file : undefined', 'return file'],
      ['nor does a name', 'if (!isBelow(root, named)) return undefined', ''],
    ],
  ),
  ...guardsOf(
    'lib/push/moduleRun.ts',
    ['lib/push/moduleTarget.test.ts'],
    [
      ['a change begins a module anew', 'return !this.#isOver && !isChanged', 'return !this.#isOver'],
      ['one that broke down begins anew', 'return !this.#isOver && !isChanged', 'return !isChanged'],
      ['one that nobody waits for is ended', 'const abort = (): void => this.stop()', 'const abort = (): void => {}'],
    ],
  ),
  ...guardsOf(
    'lib/protocols/sqs/triggerEvent.ts',
    ['test/push/events.test.ts'],
    [['the try under way counts', 'attempts: message.delivery.attempts + 1', 'attempts: message.delivery.attempts']],
  ),
  ...guardsOf('lib/upkeep/upkeep.ts', upkeep, [
    [
      'a push queue is looked through before it is pushed',
      "sake: sake === 'push' && isInner(mark) ? 'look' : sake,",
      'sake,',
    ],
  ]),
  ...guardsOf(
    'lib/push/firstFailures.ts',
    ['lib/push/firstFailures.test.ts'],
    [
      ['a failure is told once', 'failing.set(uid, updatedAtMs)', ''],
      ['and again after a success', 'failing.delete(uid)', '{}'],
      ['and after a change', 'failing.get(uid) !== updatedAtMs', '!failing.has(uid)'],
      ['what a URL hides in its query stays out of the log', 'new URL(endpoint.url).origin', 'endpoint.url'],
    ],
  ),
  ...guardsOf('lib/push/pusher.ts', keeping, [
    ['a busy store is left alone', 'await restUntil(wall, wall.nowMs() + restMs, signal)', ''],
    ['who stops waits for what is under way', '.then(() => this.#deliveries.stop())', ''],
  ]),
  ...guardsOf('lib/push/pushRound.ts', rounds, [
    ['what a round leaves is marked', 'if (!isDone) await markTheRest(services, queue)', ''],
    [
      'so is what it may have leased',
      "await store.markDue(found.queue, clock.nowMs() + limits.pushLeaseSeconds * 1000 + 1, 'push')",
      '',
    ],
  ]),
  ...guardsOf('lib/push/pushRound.ts', upkeep, [
    ['what a failure leaves is marked', 'isDone = isGone(error)', 'isDone = true\n    throw error'],
  ]),
  ...guardsOf('lib/push/settle.ts', upkeep, [
    ['who gives up asks the subscription', 'deadLetter === undefined ? queue', 'true ? queue'],
  ]),
  ...guardsOf('lib/push/pushRounds.ts', upkeep, [
    ['what is under way comes to its end', '    await Promise.all(rounds.values())\n', ''],
  ]),
  ...guardsOf('lib/protocols/mns/push/sign.ts', written, [
    ["all headers of MNS's own are signed, in their order", "startsWith('x-mns-')).sort()", "startsWith('x-mns-'))"],
  ]),
  ...guardsOf('lib/protocols/mns/push/request.ts', written, [
    ['an endpoint without a path is asked for one', '(url) ?', "('') ?"],
  ]),
  ...guardsOf('lib/actions/certificates.ts', certificates, [
    [
      'a retired certificate loses its key',
      'const retire = ({ sealedKey, ...certificate }',
      'const retire = ({ ...certificate }',
    ],
    [
      'it is served no longer than a month',
      'found !== undefined && isServed(found, services.wall.nowMs())',
      'found !== undefined',
    ],
    ['its key is not shown', 'const shown = ({ sealedKey, ...certificate }', 'const shown = ({ ...certificate }'],
  ]),
]
