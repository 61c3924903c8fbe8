import { guardsOf } from './guard.ts'

const stale = ['test/actions/stale.test.ts']

/** What calls keep that act by settings read a while ago. */
export const usedQueueGuards = [
  ...guardsOf('lib/actions/usedQueue.ts', stale, [
    ['settings are read seldom', 'loadQueue(services, name, configMsMax)', 'loadQueue(services, name)'],
    ['five seconds themselves are fine', ' - asOfMs) > configMsMax', ' - asOfMs) >= configMsMax'],
    ['settings that are old are read again', 'looks = 0; isOld(found); looks++', 'looks = 0; false; looks++'],
    ['a look that was held up is no look', 'isOld(found); looks++', 'isOld(found) && looks < 1; looks++'],
    ['looks have an end', "if (looks === looksMax) throw new Problem('StoreBusy')", ''],
    [
      'a clock that was set back makes nothing recent',
      'Math.abs(services.wall.nowMs() - asOfMs)',
      '(services.wall.nowMs() - asOfMs)',
    ],
    ['a queue made anew is another', 'one.uid === other.uid && ', ''],
    ['a purged queue is another', ' && one.generation === other.generation', ''],
  ]),
  ...guardsOf('lib/actions/publish.ts', stale, [
    [
      'what may have gone into a dead generation is not acknowledged',
      'if (!isSameGeneration(now.queue, queue)) throw',
      'if (false) throw',
    ],
  ]),
  ...guardsOf('lib/actions/poll.ts', stale, [
    [
      'what expires on its way is not handed out',
      '\n    .filter(({ message }) => expiresAtMs(message.envelope, queue.settings) > clock.nowMs())',
      '',
    ],
    ['what expired on its way is not the last', 'if (found.length > 0) continue', ''],
    ['nothing is handed out from a dead generation', 'if (!isSameGeneration(used.queue, queue)) continue', ''],
    [
      'nor is an empty answer given for one',
      'const successor = await',
      'const successor = leased.length === 0 ? undefined : await',
    ],
    ['nor after a look at the queue that may have taken a while', 'if (successor !== undefined) {', 'if (false) {'],
    ['looks that all take too long end', 'if (looksAgain > looksAgainMax) throw', 'if (false) throw'],
    ['a wait between them begins anew', '    looksAgain = 0\n  }', '  }'],
    [
      'what was leased goes back when nobody can tell how the queue stands',
      'await successorOf(services, used).catch(giveUp)',
      'await successorOf(services, used)',
    ],
  ]),
  ...guardsOf('lib/actions/settleReceipts.ts', stale, [
    ['a receipt may be newer than the settings', '(await loadQueue(services, name)).queue', 'queue'],
  ]),
  ...guardsOf(
    'lib/protocols/native/problems.ts',
    ['lib/protocols/native/problems.test.ts'],
    [['a busy store asks for a pause', 'retryAfterSeconds === undefined ? {} : ', 'true ? {} : ']],
  ),
]
