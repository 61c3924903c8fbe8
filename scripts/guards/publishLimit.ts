// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const native = ['test/protocols/native/publishLimit.test.ts']
const refused = ['test/protocols/native/input.test.ts']

/** So many publishes a second and no more. */
export const publishLimitGuards = [
  ...guardsOf(
    'lib/actions/publish.ts',
    [...native, 'test/costs.test.ts'],
    [
      ['a limit is asked for', '  await takeBudget(services, queue, envelopes.length)\n', ''],
      ['only where there is one', 'if (perSecond === undefined) return\n', ''],
      ['what could never be let in is refused by name', 'if (count > perSecond)', 'if (false)'],
      ['as many as the limit are fine', 'if (count > perSecond)', 'if (count >= perSecond)'],
      [
        'what is too much now is refused',
        "if (!(await store.takePublishes(queue, { count, perSecond }))) throw new Problem('TooManyRequests')",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'lib/store/publishBudgets.ts',
    ['test/embedded/contract.test.ts', 'test/contract/memory.test.ts'],
    [
      ['a second has an end', 'if (second !== this.#second) this.#taken.clear()', ''],
      [
        'within a second what was taken counts',
        'if (second !== this.#second) this.#taken.clear()',
        'this.#taken.clear()',
      ],
      ['no more than the limit', 'if (taken > perSecond) return false', ''],
      ['the limit itself is fine', 'if (taken > perSecond)', 'if (taken >= perSecond)'],
      ['what was let in counts', '    this.#taken.set(uid, taken)\n', ''],
      ['a second is a thousand milliseconds', 'nowMs / 1000', 'nowMs / 100'],
    ],
  ),
  ...guardsOf(
    'lib/store/memory/memoryStore.ts',
    ['test/contract/memory.test.ts'],
    [['a purge fills no budget up', 'async takePublishes({ uid }', 'async takePublishes({ generation: uid }']],
  ),
  ...guardsOf(
    'lib/store/dynamo/keys.ts',
    ['test/dynamo/contract.test.ts'],
    [['queues have budgets of their own', 'aloneIn(`r.${short(uid)}.${second}`)', 'aloneIn(`r.${second}`)']],
  ),
  ...guardsOf(
    'lib/store/dynamo/publishCounters.ts',
    ['test/dynamo/publishCounters.test.ts', 'test/dynamo/contract.test.ts'],
    [
      [
        'who comes meanwhile finds what a draw brought',
        '(this.#turns.get(queue.uid) ?? Promise.resolve())',
        'Promise.resolve()',
      ],
      ['a draw that failed fails nobody else', '      .catch(() => undefined)\n', ''],
      ['what was drawn before is used first', '&& known.left < count; tries++', '; tries++'],
      ['what is known to be used up is not asked for', 'if (missing > known.room) return false', ''],
      ['a draw covers the whole call', 'Math.max(missing, ', 'Math.min(missing, '],
      ['who publishes much draws more', '2 ** known.draws', '1'],
      ['nobody draws more than its share', 'Math.floor(perSecond * shareMax)', 'perSecond'],
      ['no draw is larger than what is left', 'Math.min(wanted, known.room)', 'wanted'],
      ['what could not be drawn is not taken', 'if (known.left < count) return false', ''],
      ['what is taken is gone', 'known.left -= count', 'known.left -= 0'],
      ['a throttled counter says no', "if (reply.kind === 'throttled') return false", ''],
      ['a draw that was refused brings nothing', "if (reply.kind === 'refused') {", 'if (false) {'],
      ['it shows what is left', 'perSecond - Number(reply.items[0]!.n!.N)', 'perSecond'],
      ['a second has an end', 'if (known?.second === second) return known', 'if (known) return known'],
      ['a second is remembered', 'if (known?.second === second) return known', ''],
      ['processes together stay within the limit', 'String(perSecond - count)', 'String(perSecond)'],
      ['counters are removed in time', 'SET t = :t ADD', 'ADD'],
    ],
  ),
  ...guardsOf('lib/protocols/native/queueFields.ts', refused, [
    [
      'a limit of nothing is none',
      'integer(1, limits.publishesPerSecondMax)',
      'integer(0, limits.publishesPerSecondMax)',
    ],
    ['a limit is not huge', 'integer(1, limits.publishesPerSecondMax)', 'integer(1, Number.MAX_SAFE_INTEGER)'],
  ]),
  ...guardsOf(
    'client/retry.ts',
    ['client/transport.test.ts'],
    [
      ['the client waits as long as it is asked to', 'askedMs(policy, error) + backOffMs(', 'backOffMs('],
      ['but not for ever', 'Math.min(policy.delayMsMax, (error', 'Math.max(0, (error'],
    ],
  ),
  ...guardsOf(
    'client/publisher.ts',
    ['client/publisher.test.ts'],
    [
      [
        'a queue that takes fewer gets them in parts',
        'if (most !== undefined && most < messages.length) return',
        'if (false) return',
      ],
      ['what is too large is not parted', 'most !== undefined && most < messages.length', 'most !== undefined'],
    ],
  ),
]
