// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'

/** The way to DynamoDB itself, and what a start looks at. */
export const dynamoWiringGuards = [
  ...guardsOf(
    `${folder}/awsDynamo.ts`,
    [`${folder}/awsDynamo.test.ts`],
    [
      ['the server’s time is told', '    addServerTime(this.#client)\n', ''],
      ['no time is made up', 'if (!Number.isNaN(serverMs)) ', ''],
      ['a table is named where it goes wrong', 'toPortFailure(thrown, tablesOf(input))', 'toPortFailure(thrown, [])'],
    ],
  ),
  ...guardsOf(
    `${folder}/client.ts`,
    [`${folder}/awsDynamo.test.ts`],
    [
      ['one call is one attempt', 'maxAttempts: attempts', 'maxAttempts: 3'],
      ['an answer that is put off ends', '    throwOnRequestTimeout: true,\n', ''],
      ['an answer that stops in its middle ends', '    socketTimeout: timeoutMs,\n', ''],
      ['credentials are made up where there are none', '.catch(() => madeUp)', ''],
    ],
  ),
  ...guardsOf(
    `${folder}/explain.ts`,
    [`${folder}/awsDynamo.test.ts`],
    [
      ['silence is told apart', 'if (isSilence(failure)) return timeout(failure)', ''],
      ['an answer that cannot be read is silence', ' || isUnreadable(failure)', ''],
      [
        'what never left is no silence',
        'if (failure.$fault === undefined) return failure',
        'if (failure.$fault === undefined) return timeout(failure)',
      ],
      ['a failure of the server has a name', 'if (status >= 500)', 'if (false)'],
      ['other refusals stay as they are', 'if (said === undefined) return failure', ''],
      [
        'a missing table is explained',
        "if (name === 'ResourceNotFoundException') return",
        "if (name === 'Nothing') return",
      ],
      ['wrong keys are explained', "if (texts.some(text => aboutKeys.test(text ?? ''))) return", 'if (false) return'],
    ],
  ),
  ...guardsOf(
    `${folder}/tables.ts`,
    [`${folder}/tables.test.ts`],
    [
      [
        'tables that are there are looked at',
        'if (found !== undefined) return checkKeys(role, found)',
        'if (found !== undefined) return',
      ],
      ['nothing is made in an account', 'if (!create) throw', 'if (false) throw'],
      [
        'a missing table is told from a failure',
        "if ((error as Error).name === 'ResourceNotFoundException') return undefined",
        '',
      ],
      ['other keys are refused', 'if (found === wanted) return', 'if (found.length > 0) return'],
      [
        'another’s creation will do',
        "if ((error as Error).name !== 'ResourceInUseException') throw error",
        'throw error',
      ],
      [
        'another’s time to live will do',
        "if ((error as Error).name !== 'ValidationException') throw error",
        'throw error',
      ],
      ['what is wrong is said without the place', 'if (error instanceof TableError) return error', ''],
      ['items can expire', '  await enableTimeToLive(client, name)\n', ''],
    ],
  ),
  ...guardsOf(
    'lib/stackSecrets.ts',
    ['lib/stackSecrets.test.ts'],
    [
      ['both generations count', '[current, other].filter', '[current].filter'],
      ['something signs', 'if (current === undefined) throw', 'if (false) throw'],
      ['a short text is no secret', ' || text.length < textLengthMin', ''],
      ['a text that is no JSON is not quoted', "throw new Error('it is not JSON')", 'throw new Error(text)'],
    ],
  ),
]
