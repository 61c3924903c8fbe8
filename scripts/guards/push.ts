import { guardsOf } from './guard.ts'

const target = ['lib/push/httpTarget.test.ts']
const schedules = ['test/push/schedules.test.ts']
const keeping = ['test/push/keeping.test.ts']
const rounds = ['test/push/round.test.ts']
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
    'lib/definition.ts',
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
  ...guardsOf('lib/push/reason.ts', schedules, [
    ['a reason is no longer than what is kept', '.subarray(0, limits.nackReasonBytesMax)', ''],
  ]),
  ...guardsOf('lib/push/settle.ts', rounds, [
    ['what comes again is marked', 'if (ended.isMarked) await markReturns(services, batch.queue, plans)', ''],
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
      ['no line is longer than what is kept', 'cut(outcome.reason)', 'outcome.reason'],
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
