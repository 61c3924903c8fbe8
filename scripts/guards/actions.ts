// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const native = 'test/protocols/native'
const messages = [`${native}/messages.test.ts`]
const queues = [`${native}/queues.test.ts`]
const waiting = [`${native}/waiting.test.ts`]
const input = [`${native}/input.test.ts`]
const races = ['test/actions/races.test.ts', 'test/actions/wishes.test.ts']

export const actionGuards = [
  ...guardsOf(
    'lib/actions/publish.ts',
    [...messages, ...input, ...races],
    [
      [
        'a reused request key is refused',
        "if (reply.kind === 'requestKeyReused') throw new Problem('RequestKeyReused')",
        'if (false) throw 0',
      ],
      ['the request key reaches the store', 'input.requestKey === undefined ? undefined : ', 'true ? undefined : '],
      ['a request key is kept for a day', 'nowMs + limits.requestKeySeconds * 1000', 'nowMs + 1000'],
      [
        'a repetition at another time is still the same request',
        'sentAtMs: 0, readyAtMs: 0',
        'sentAtMs: Math.random(), readyAtMs: 0',
      ],
      ['another delay is another request', '[delaySeconds, deliverAtMs, expiresInSeconds, rest.body.length]', '[]'],
      ['another body is another request', '    hash.update(encodeEnvelope(envelope))\n', ''],
      [
        'where none is stored for one reason, the reason is said',
        'refusals.size === 1) throw new Problem(only)',
        'false) throw 0',
      ],
      ['where the reasons differ, each is said', ' && refusals.size === 1) throw', ') throw'],
      [
        'what was not stored is said',
        "if (result.kind !== 'stored') throw new Problem('PartlyPublished', { results })",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'lib/actions/poll.ts',
    [...races, ...waiting, ...queues, ...messages],
    [
      ['a paused queue hands nothing out', 'queue.paused ? [] : await', 'await'],
      ['nothing is leased for nobody', 'if (leased.length > 0 && signal.aborted)', 'if (false)'],
      ['whose caller is gone does not wait on', 'if (signal.aborted || wall', 'if (wall'],
      ['a wait ends at its time', ' || wall.nowMs() >= untilWallMs) return', ') return'],
      [
        'a wait is as long as asked',
        '(input.waitSeconds ?? used.queue.settings.waitSeconds)',
        'used.queue.settings.waitSeconds',
      ],
      [
        'a wait is as long as the queue says',
        '(input.waitSeconds ?? used.queue.settings.waitSeconds)',
        '(input.waitSeconds ?? 0)',
      ],
      ['a paused queue sleeps over every publish', "queue.paused ? 'change' : 'message'", "'message'"],
      ['a wait looks at the queue again', '    used = await useQueue(services, input.queue)\n', ''],
      ['a lease is as long as asked', '(input.visibilityTimeoutSeconds ?? queue.settings', '(queue.settings'],
      ['a lease is as long as the queue says', '?? queue.settings.visibilityTimeoutSeconds)', '?? 30)'],
    ],
  ),
  ...guardsOf(
    'lib/actions/settleReceipts.ts',
    [...messages, ...races],
    [
      ['a text that is no receipt is unknown', "return { kind: 'unknown' }", "return { kind: 'gone' }"],
      ['each receipt has its own outcome', 'toOutcome(outcome.next().value!', 'toOutcome(outcomes[0]!'],
      [
        'after a purge a receipt finds its message gone',
        "receipt.queueUid === queue.uid ? 'gone' : 'unknown'",
        "'unknown'",
      ],
      ['a receipt of another queue is unknown', "receipt.queueUid === queue.uid ? 'gone' : 'unknown'", "'gone'"],
    ],
  ),
  ...guardsOf('lib/actions/nack.ts', messages, [
    [
      'a lease that has ended has nothing to give back',
      "    ifLapsed: 'refuse',\n    delayMs",
      "    ifLapsed: 'accept',\n    delayMs",
    ],
    ['a nack counts', 'countAttempt: true', 'countAttempt: false'],
    ['the worker’s words reach the store', '    reason: input.reason,\n', ''],
  ]),
  ...guardsOf('lib/actions/extend.ts', messages, [
    ['seconds are a thousand milliseconds', 'visibilityTimeoutSeconds * 1000', 'visibilityTimeoutSeconds'],
    ['whether a lapsed lease counts is the caller’s', '? input.ifLapsed :', "? 'accept' :"],
  ]),
  ...guardsOf(
    'lib/actions/getMessage.ts',
    [...messages, ...input],
    [
      [
        'what has expired is not found',
        ' || expiresAtMs(message.envelope, queue.settings) <= services.clock.nowMs()',
        '',
      ],
      ['what is not there is not found', 'message === undefined || ', ''],
    ],
  ),
  ...guardsOf(
    'lib/actions/editMessage.ts',
    [...messages, ...input, ...races],
    [
      [
        'an edit without a time leaves the message where it stands',
        'moves(edit) ? envelope.readyAtMs : unparkedAtMs(message, envelope, queue, nowMs)',
        'envelope.readyAtMs',
      ],
      ['an edit reschedules', 'moves(edit) ? envelope.readyAtMs : unparkedAtMs', 'unparkedAtMs'],
      ['an edit loses against a lease', "if (outcome === 'leased') throw new Problem('MessageInFlight')", ''],
      ['an edit ends', "if (outcome === 'done') return", 'if (false) return'],
      ['what is not named stays: body', 'edit.body ?? envelope.body', "edit.body ?? Buffer.from('')"],
      ['what is not named stays: kind', 'edit.kind ?? envelope.kind', "edit.kind ?? 'text'"],
      ['what is not named stays: attributes', 'edit.attributes ?? envelope.attributes', 'edit.attributes ?? {}'],
      [
        'what is not named stays: time',
        'moves(edit) ? readyAtMs(edit, 0, nowMs) : envelope.readyAtMs',
        'readyAtMs(edit, 0, nowMs)',
      ],
      ['an edit moves the expiry', 'if (edit.expiresInSeconds !== undefined) next', 'if (false) next'],
      ['an edit is held to the rules of size', '...envelopeProblems(next, queue.settings),\n', ''],
      ['an edit is held to the rules of time', '(timed ? timeProblems(next, edit, nowMs) : [])', '[]'],
      ['an edit that is wrong is refused', 'if (problems.length > 0) throw invalid(...problems)', ''],
    ],
  ),
  ...guardsOf('lib/actions/cancelMessage.ts', messages, [
    ['a cancel loses against a lease', "if (outcome === 'leased') throw new Problem('MessageInFlight')", ''],
    ['a cancel of what is gone says so', "if (outcome !== 'done') throw new Problem('MessageNotFound')", ''],
  ]),
  ...guardsOf('lib/actions/browse.ts', messages, [
    ['a cursor of another list is refused', 'if (cursor !== undefined && from === undefined)', 'if (false)'],
    [
      'a cursor belongs to one queue, one generation, one state',
      '`messages:${queue.uid}:${queue.generation}:${state}`',
      "'messages'",
    ],
    ['what has expired is not shown', '.filter(({ envelope }) => expiresAtMs(envelope, queue.settings) > nowMs)', ''],
  ]),
  ...guardsOf('lib/actions/listPage.ts', queues, [
    ['a cursor of another list is refused', 'if (after === undefined) throw', 'if (false) throw'],
    ['the last page has no cursor', 'if (found.length <= limit) return { items }', ''],
    ['and is not an empty one', 'limit + 1', 'limit'],
  ]),
  ...guardsOf(
    'lib/actions/queueDocument.ts',
    [...queues, ...races],
    [
      [
        'a queue that is not there is not found',
        "if (found === undefined) throw new Problem('QueueNotFound')\n  return found",
        'return found',
      ],
      [
        'a queue is created only where there is none',
        "if (expected === 'absent') return found === undefined",
        "if (expected === 'absent') return true",
      ],
      [
        'a queue is changed only where there is one',
        "if (expected === 'present') return found !== undefined",
        "if (expected === 'present') return true",
      ],
      ['a queue is changed only at the version named', 'expected.versions.includes(found.version)', 'true'],
      [
        'a version of nothing matches nothing',
        'return found !== undefined && expected.versions',
        'return expected.versions',
      ],
      [
        'a save that is not expected is refused',
        "if (!meets(found, expected)) throw new Problem('VersionConflict')\n    const outcome",
        'const outcome',
      ],
      ['a save that lost is tried again', "if (outcome.kind === 'written') return", 'return'],
      ['a change needs a queue', "if (queue === undefined) throw new Problem('QueueNotFound')", ''],
      [
        'a removal that is not expected is refused',
        "if (!meets(found, expected)) throw new Problem('VersionConflict')\n    if",
        'if',
      ],
      ['a removal that lost is tried again', "=== 'removed') return found.queue", "!== '') return found.queue"],
    ],
  ),
  ...guardsOf('lib/actions/putQueue.ts', queues, [
    [
      'a queue that is there keeps its messages',
      'existing\n      ? { ...existing, settings, ...notesPart(existing.notes, input.notes), updatedAtMs: nowMs }\n      : ',
      'false ? 0 : ',
    ],
    ['settings not named get their defaults', '{ ...defaultSettings, ...plain }', 'plain as never'],
  ]),
  ...guardsOf('lib/actions/updateQueue.ts', queues, [
    ['settings not named stay', '{ ...ruled, ...plain }', 'plain as never'],
  ]),
  ...guardsOf(
    'lib/actions/deleteQueue.ts',
    [...waiting, ...messages],
    [['who waits on a deleted queue is told', '  await discard(services, queue)\n', '']],
  ),
  ...guardsOf(
    'lib/actions/discard.ts',
    ['test/actions/discard.test.ts'],
    [
      ['who waits is woken though the store could not take note', '    store.nudge(queue)\n', ''],
      ['a full disk does not fail a deletion', 'if (!(error instanceof Problem)) throw error', 'throw error'],
      ['a fault is not hidden', 'if (!(error instanceof Problem)) throw error', ''],
    ],
  ),
  ...guardsOf(
    'lib/actions/purge.ts',
    [...messages, ...waiting, ...races],
    [
      ['a purge begins a new generation', 'generation: queue.generation + 1', 'generation: queue.generation'],
      ['who waits goes on in the new generation', '  await discard(services, before!)\n', ''],
    ],
  ),
  ...guardsOf('lib/actions/pause.ts', queues, [['a pause pauses', 'paused: true', 'paused: false']]),
  ...guardsOf(
    'lib/actions/resume.ts',
    [...queues, ...waiting],
    [
      ['a resume ends the pause', 'paused: false', 'paused: true'],
      ['who waits looks again at a resume', '  services.store.nudge(saved.queue)\n', ''],
    ],
  ),
]
