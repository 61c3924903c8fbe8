// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const exchange = ['test/identity/exchange.test.ts']
const reseal = ['lib/upkeep/resealKeys.test.ts']
const keys = ['test/protocols/native/accessKeys.test.ts', 'lib/domain/accessKey.test.ts']
const command = ['test/cli/access.test.ts', 'cli/token.test.ts', 'client/transport.test.ts']

/** How roles of AWS get keys, and what keeps keys. */
export const exchangeGuards = [
  ...guardsOf('lib/identity/signedIdentity.ts', exchange, [
    ['nobody but STS is asked', 'if (!stsUrl.test(url))', 'if (false)'],
    ['nothing is asked but who signed', 'if (!isQuestion(body))', 'if (false)'],
    ['a parameter stands once', "pairs.join('&') ===", "[...new Set(pairs)].join('&') ==="],
    ['a header is given once', 'if (headers.size < Object.keys(given).length)', 'if (false)'],
    ['no header is sent on that we do not know', 'if (!known.has(name))', 'if (false)'],
    ['nor one with another line in it', 'if (!/^[\\x20-\\x7e]*$/.test(value))', 'if (false)'],
    [
      'the host is that of the URL',
      "if (headers.get('host') !== undefined && headers.get('host') !== host)",
      'if (false)',
    ],
    ['a signature is read strictly', 'if (list === undefined)', 'if (false)'],
    ['the audience is signed', "['host', 'x-amz-date', audienceHeader]", "['host', 'x-amz-date']"],
    ['so is the host', "['host', 'x-amz-date', audienceHeader]", "['x-amz-date', audienceHeader]"],
    ['so is the date', "['host', 'x-amz-date', audienceHeader]", "['host', audienceHeader]"],
    ['a signature is for this installation', 'if (headers.get(audienceHeader) !== audience)', 'if (false)'],
    ['it has a date', 'if (Number.isNaN(dateMs)) throw malformed', 'if (false) throw malformed'],
    ['of now', 'if (Math.abs(nowMs - dateMs) > limits.signatureSkewSecondsMax * 1000)', 'if (false)'],
  ]),
  ...guardsOf('lib/identity/roleExchange.ts', exchange, [
    ['nobody signs for a server without an address', 'if (audience === undefined)', 'if (false)'],
    ['a role without an entry gets nothing', 'if (entry === undefined) {', 'if (false) {'],
    ['what is no role gets nothing', 'if (roleArn === undefined) return undefined', ''],
    [
      'keys end with the entry',
      'Math.min(nowMs + seconds * 1000, entry.expiresAtMs ?? Number.POSITIVE_INFINITY)',
      'nowMs + seconds * 1000',
    ],
    ['an entry that has expired gives none', 'if (expiresAtMs <= nowMs)', 'if (false)'],
    ['what STS refuses is refused', 'answer.status !== 200 || arns', 'arns'],
    ['one ARN says who it is', 'arns.length !== 1', 'arns.length < 1'],
    ['an STS that is busy has said nothing', 'answer.status === 429 || answer.status >= 500', 'answer.status >= 500'],
    ['nor has one that is broken', 'answer.status === 429 || answer.status >= 500', 'answer.status === 429'],
    ['who was refused stands in the log', "tell('Forbidden')", ''],
    ['who got keys does too', "tell('done', entry)", ''],
  ]),
  ...guardsOf(
    'lib/domain/roleArn.ts',
    ['lib/domain/accessKey.test.ts'],
    [['the path of a role does not matter', '(?:[\\w+=,.@/-]+\\/)?', '']],
  ),
  ...guardsOf('lib/upkeep/resealKeys.ts', reseal, [
    ['nothing is looked at while no secret changes', 'if (!services.keyring.isChanging) return', ''],
    ['what is sealed anew is left', ' || keyring.isCurrent(key.sealedSecret)', ''],
    ['what nobody can open is left', 'if (secret === undefined) return', ''],
    [
      'all pages are looked through',
      'after = page.length < pageKeys ? undefined : page.at(-1)!.key.id',
      'after = undefined',
    ],
    [
      'what was sealed with the old secret is sealed anew',
      'await replaceAccessKey(services, { key: { ...key, sealedSecret } as AccessKey, version })',
      '',
    ],
  ]),
  ...guardsOf('lib/upkeep/upkeep.ts', reseal, [
    ['upkeep seals anew', 'await resealKeys(services).catch(error => failures.push(error))', ''],
  ]),
  ...guardsOf('lib/actions/createAccessKey.ts', keys, [
    [
      'a role has one entry',
      "if (!(await addAccessKey(services, created.key))) throw new Problem('AccessKeyExists')",
      'await addAccessKey(services, created.key)',
    ],
    ['what is no role is refused', 'if (roleArn === undefined)', 'if (false)'],
    [
      'a key may expire',
      'expiresInSeconds === undefined ? {} : { expiresAtMs: createdAtMs + expiresInSeconds * 1000 }',
      '{}',
    ],
  ]),
  ...guardsOf('lib/actions/accessKeyDocument.ts', keys, [
    [
      'what is not there cannot be revoked',
      "if (found === undefined) throw new Problem('AccessKeyNotFound')",
      'if (found === undefined) return',
    ],
  ]),
  ...guardsOf('lib/actions/listAccessKeys.ts', keys, [
    ['a cursor is of this list', 'const after = startOf(keyring, scope, input)', 'const after = undefined'],
    ['there are more pages', 'return { keys, ...more }', 'return { keys }'],
  ]),
  ...guardsOf('cli/token.ts', command, [
    ['SLUICE_TOKEN goes first', 'if (environment.SLUICE_TOKEN) return environment.SLUICE_TOKEN', ''],
    ['half a key is none', 'if (!id || !secret) return undefined', ''],
  ]),
  ...guardsOf('client/transport.ts', command, [
    [
      'without a key nothing is said of who calls',
      'token === undefined ? {} : { authorization: `Bearer ${token}` }',
      '{ authorization: `Bearer ${token}` }',
    ],
    [
      'a key that changes is asked for each time',
      "typeof this.#token === 'function' ? await this.#token() : this.#token",
      'this.#token as string',
    ],
  ]),
  ...guardsOf(
    'cli/serve/server.ts',
    ['test/server/auth.test.ts'],
    [
      [
        'a first key is made where auth is on',
        "settings.auth === 'on' ? await makeFirstKey(app.services) : undefined",
        'undefined',
      ],
      [
        'and only there',
        "settings.auth === 'on' ? await makeFirstKey(app.services) : undefined",
        'await makeFirstKey(app.services)',
      ],
    ],
  ),
  ...guardsOf(
    'lib/identity/firstKey.ts',
    ['test/server/auth.test.ts'],
    [
      [
        'where there is a key, none is made',
        "known === undefined ? makeAdminKey(services, 'admin') : undefined",
        "makeAdminKey(services, 'admin')",
      ],
    ],
  ),
  ...guardsOf(
    'lib/protocols/native/devClock.ts',
    ['lib/protocols/native/devClock.test.ts'],
    [
      [
        'time is moved by who may do everything',
        "if (!caller.may('*' as ActionName, undefined)) throw new Problem('Forbidden')",
        '',
      ],
      [
        'and who that is is asked',
        'const caller = await authenticate(request)',
        'const caller = await authenticate(request).catch(() => ({ may: () => true }))',
      ],
    ],
  ),
  ...guardsOf(
    'lib/config.ts',
    ['lib/config.test.ts'],
    [
      ['a function runs with auth on alone', "if (auth !== 'on')", 'if (false)'],
      ['nobody listens elsewhere with auth off', "auth === 'on' || isLoopback(host)", 'true'],
      ['with auth on a server listens anywhere', "auth === 'on' || isLoopback(host)", 'isLoopback(host)'],
    ],
  ),
  ...guardsOf(
    'scripts/package/checks/openRoutes.ts',
    ['scripts/package/checks/checks.test.ts'],
    [
      ['no function is packaged with auth off', "environment.Variables.SLUICE_AUTH === 'on'", 'true'],
      ['no route asks for another signature', "(AuthorizationType ?? 'NONE') !== 'NONE'", 'false'],
    ],
  ),
]
