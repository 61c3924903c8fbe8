// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const perform = ['lib/identity/perform.test.ts', 'lib/identity/topicRights.test.ts']
const bearer = ['test/identity/bearer.test.ts']
const walk = ['test/protocols/native/auth.test.ts']

/** Who may do what, and who is who. */
export const identityGuards = [
  ...guardsOf('lib/identity/perform.ts', perform, [
    ['who may not, does not', 'await checkRights(services, caller, name, input)', ''],
    ['nobody is asked where auth is off', 'if (caller === anyone) ', 'if (false) '],
  ]),
  ...guardsOf('lib/identity/rights.ts', perform, [
    ['rights are asked for the queue that is named', 'topic === undefined ? queue : topicResource(topic)', 'undefined'],
    [
      'all rights that an action takes are asked for',
      'for (const wanted of rightsFor(name, input as Input))',
      'for (const wanted of rightsFor(name, input as Input).slice(0, 1))',
    ],
    ['a redrive publishes into its target', "action === 'startRedrive' ? to : undefined", 'undefined'],
    ['a dead-letter rule has messages published', 'deadLetter?.queue, deadLetterQueue', 'undefined, deadLetterQueue'],
    [
      'so has the dead-letter queue of a subscription',
      'deadLetter?.queue, deadLetterQueue',
      'deadLetter?.queue, undefined',
    ],
    ['a subscription has copies published', "one?.kind === 'queue' ? one.queue : undefined", 'undefined'],
    ['a topic is asked for as a topic', ': topicResource(topic)', ': topic'],
    ['only a key that is made is held against its maker', "if (name === 'createAccessKey') {", '{'],
    [
      'a redrive is asked for by its queue',
      'return { ...right, queue: (await loadRedrive(services, id!)).queue.name }',
      'return right',
    ],
    ['what the owner of a queue denies is denied', "verdict === undefined ? granted : verdict === 'allow'", 'granted'],
    [
      'who may do everything is denied a redrive as well',
      'if (!isOfRedrive) return right',
      'if (!isOfRedrive || caller.may(right.action, undefined)) return right',
    ],
    ['a caller whom statements do not bind is not held against them', 'caller.principal === undefined || ', ''],
  ]),
  ...guardsOf('lib/identity/givenRights.ts', perform, [
    ['nobody gives what they do not have', 'if (!mayGive)', 'if (false)'],
    ['every action that is given counts', 'actions.every(action', 'actions.some(action'],
    ['every queue that is given counts', 'queues.every(pattern', 'queues.some(pattern'],
    ['every grant that is given counts', 'grants.every(', 'grants.some('],
    ['nobody makes a key of somebody else', 'if (isOwn || caller', 'if (true || caller'],
    ['but for who may do everything', "isOwn || caller.may('*' as ActionName, undefined)", 'isOwn'],
    [
      'everything is so on all queues',
      "caller.may('*' as ActionName, undefined)",
      "caller.may('*' as ActionName, 'a')",
    ],
    ['an owner makes keys of their own', 'if (isOwn || ', 'if ('],
    ['but no entries of roles', 'roleArn === undefined && ', ''],
    [
      'a role is no owner',
      "principal?.arn === userArn(principal?.account ?? '', owner)",
      "(principal?.arn.includes(':role/') || principal?.arn === userArn(principal?.account ?? '', owner))",
    ],
  ]),
  ...guardsOf('lib/identity/queueAccess.ts', perform, [
    ['a deny wins', "if (speaking.some(({ effect }) => effect === 'deny')) return 'deny'", ''],
    [
      'a statement speaks of those whom it names',
      'principals.some(principal => names.includes(withoutPath(principal)))',
      'true',
    ],
    ['of the actions that it names', "(actions.includes('*') || actions.includes(action))", 'true'],
    ['of all actions, if it says so', "actions.includes('*') || ", ''],
    ['of everybody, if it says so', "['*', account, arn, sessionArn]", '[account, arn, sessionArn]'],
    ['of an account', "['*', account, arn, sessionArn]", "['*', arn, sessionArn]"],
    ['of one session', "['*', account, arn, sessionArn]", "['*', account, arn]"],
    ['of a role, whatever its path', 'names.includes(withoutPath(principal))', 'names.includes(principal)'],
    ['of one caller', "['*', account, arn, sessionArn]", "['*', account, sessionArn]"],
    [
      'where nobody says anything, nothing is said',
      'if (statements === undefined) return undefined',
      "if (statements === undefined) return 'allow'",
    ],
  ]),
  ...guardsOf('lib/identity/audit.ts', perform, [
    ['the audit log is silent about messages', 'if (quiet.has(action)) return work()', ''],
    ['what was refused stands in it too', "tell(error instanceof Problem ? error.code : 'fault')", ''],
    ['what was done stands in it', "tell('done', (output as { key?: { id: string } } | undefined)?.key?.id)", ''],
    ['a fault is none of the caller’s', "error instanceof Problem ? error.code : 'fault'", "'fault'"],
  ]),
  ...guardsOf(
    'lib/domain/grants.ts',
    ['lib/domain/grants.test.ts'],
    [
      ['a grant is for its actions', '(actions.includes(any) || actions.includes(action)) && ', ''],
      ['for all of them, if it says so', 'actions.includes(any) || ', ''],
      ['for its queues', 'queues.some(pattern => covers(pattern, queue ?? any))', 'true'],
      [
        'what names no queue is of all of them',
        'covers(pattern, queue ?? any)',
        'queue === undefined || covers(pattern, queue)',
      ],
      [
        'a pattern without a star is the name',
        'if (last === undefined) return pattern === name',
        'if (last === undefined) return name.startsWith(pattern)',
      ],
      ['its beginning and its end do not overlap', 'name.length < first.length + last.length || ', ''],
      ['it begins as the name does', '!name.startsWith(first) || ', ''],
      ['it ends as the name does', ' || !name.endsWith(last)', ''],
      ['its pieces are in the name', 'found < 0 || ', ''],
      ['before its end', ' || found + piece.length > end', ''],
      ['one after the other', 'at = found + piece.length', 'at = first.length'],
    ],
  ),
  ...guardsOf(
    'lib/domain/keyring.ts',
    ['lib/domain/keyring.test.ts', 'lib/domain/accessKey.test.ts'],
    [
      [
        'what is hidden is bound to its label',
        'decrypt.setAAD(Buffer.concat([head, Buffer.from(label)]))',
        'decrypt.setAAD(head)',
      ],
      [
        'a hidden text has one spelling',
        "bytes.toString('base64url') !== text || bytes.length < bodyAt",
        'bytes.length < bodyAt',
      ],
      ['a secret that is gone opens nothing', 'if (key === undefined) return undefined', ''],
      [
        'each purpose has a key of its own to hide',
        "this.#keys.get(`${purpose}:${head.toString('hex')}`)",
        "this.#keys.get(`accessKey:${head.toString('hex')}`)",
      ],
    ],
  ),
  ...guardsOf('lib/identity/credentials.ts', bearer, [
    ['a key that has expired is over', 'if (credentials.expiresAtMs <= this.#services.wall.nowMs())', 'if (false)'],
    ['from the very millisecond on', 'credentials.expiresAtMs <= this', 'credentials.expiresAtMs < this'],
    ['an unknown key is refused', "if (known === undefined) throw new Refusal('UnknownKey')", ''],
    [
      'a session without its token is unknown',
      'return sessionToken === undefined ? this.#keyOf(id) :',
      'return true ? this.#keyOf(id) :',
    ],
    [
      'a revoked key stops within five seconds',
      'found = await findAccessKey(this.#services, id, keyMsMax)\n    const secret',
      'found = await findAccessKey(this.#services, id, 60_000)\n    const secret',
    ],
    [
      'a session ends with the entry of its role',
      'if (found === undefined || found.key.nonce',
      'if (found === undefined) throw 0\n    if (found.key.nonce',
    ],
    ['and does not come back with the next one', ' || found.key.nonce !== session.nonce', ''],
    ['a session ends when its time is over', 'Math.min(session.expiresAtMs, endOf(found.key))', 'endOf(found.key)'],
    ['a key may do what its grants say', 'allows(key.grants, action, queue)', 'true'],
    [
      'its use is noted once an hour',
      'if (nowMs - (this.#noted.get(id) ?? Number.NEGATIVE_INFINITY) < useEveryMs) return',
      '',
    ],
    ['a use that could not be noted is noted next time', 'this.#noted.delete(id)', '{}'],
  ]),
  ...guardsOf('lib/actions/accessKeyDocument.ts', bearer, [
    ['what another process noted is not written again', '< everyMs) return', '< 0) return'],
    ['the time of its use goes with a key', 'return forgetUse(services, id)', 'return'],
  ]),
  ...guardsOf('lib/identity/session.ts', bearer, [
    [
      'a session token belongs to one key',
      "keyring.reveal('session', id, token)",
      "keyring.reveal('session', id.slice(0, 4), token)",
    ],
  ]),
  ...guardsOf('lib/identity/bearer.ts', bearer, [
    ['a wrong secret is refused', "if (!isSame(secret, credentials.secret)) throw new Refusal('WrongSignature')", ''],
    ['who says nothing is told so', "if (header === undefined || header === '')", 'if (false)'],
  ]),
  ...guardsOf('lib/protocols/native/native.ts', walk, [
    ['every route asks who sends a request', 'found.operation.open ? nobody : await authenticate(request)', 'nobody'],
  ]),
]
