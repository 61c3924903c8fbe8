// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const tests = ['test/identity/sigV4.test.ts', 'test/identity/httpApi.test.ts']

/** What makes a signature good. */
export const signatureGuards = [
  ...guardsOf('lib/identity/sigV4/verify.ts', tests, [
    [
      'a signature is what the secret makes of the request',
      'if (isSame(proof.signature, expected.signature))',
      'if (true)',
    ],
    [
      'a path is taken for how it may have been spelled',
      'for (const path of pathsOf(request.path))',
      'for (const path of [request.path])',
    ],
    ['a signature is for this service', "if (service !== 'sqs')", 'if (false)'],
    ['its scope ends as it should', "if (terminator !== 'aws4_request')", 'if (false)'],
    ['it is for our region where we say so', 'if (own !== undefined && region !== own)', 'if (false)'],
    ['for any where we do not', 'own !== undefined && region !== own', 'region !== own'],
    ['it is for the day of its date', 'if (date !== amzDate.slice(0, 8))', 'if (false)'],
    ['it is not from the future', 'if (dateMs > nowMs + skewMs)', 'if (false)'],
    ['nor too old', 'if (dateMs < nowMs - skewMs)', 'if (false)'],
    ['a URL is good for as long as it says', 'if (dateMs + expiresSeconds * 1000 < nowMs)', 'if (false)'],
    ['which is a week at most', ' && expiresSeconds <= limits.presignedSecondsMax', ''],
    ['and a second at least', 'expiresSeconds >= 1 && ', ''],
  ]),
  ...guardsOf('lib/identity/sigV4/proof.ts', tests, [
    ['who says nothing is told so', 'if (!inHeader && !inUrl)', 'if (false)'],
    ['nobody signs twice', 'if (inHeader && inUrl)', 'if (false)'],
    ['the host is signed', "['host', ...boundHeaders", '[...boundHeaders'],
    ['what is asked for is signed', "'x-amz-target', ", ''],
    ['so is the session token', "'x-amz-security-token', ", ''],
    ['no other algorithm will do', 'if (given !== algorithm)', 'if (false)'],
    ['a field stands once', " || fields.size !== list.split(',').length", ''],
    ['no parameter of a signature stands twice', 'if (given !== undefined) throw', 'if (false) throw'],
    ['no other algorithm in a URL either', "if (query.get('X-Amz-Algorithm') !== algorithm)", 'if (false)'],
    [
      'a URL says all of it',
      'if (missing.length > 0) throw malformed(`The URL lacks',
      'if (false) throw malformed(`The URL lacks',
    ],
    ['a scope has four parts', 'id === undefined || scope.length !== 4', 'id === undefined'],
    ['a signature is 64 digits', 'if (!/^[0-9a-f]{64}$/.test(Signature))', 'if (false)'],
    [
      'a request has a date',
      "if (Number.isNaN(dateMs)) throw malformed('The request",
      "if (false) throw malformed('The request",
    ],
    ['so has a URL', "if (Number.isNaN(dateMs)) throw malformed('X-Amz-Date", "if (false) throw malformed('X-Amz-Date"],
  ]),
  ...guardsOf('lib/identity/sigV4/amzDate.ts', tests, [
    ['a date that does not exist is none', ' && toAmzDate(ms) === text', ''],
  ]),
  ...guardsOf('lib/identity/sigV4/canonical.ts', tests, [
    [
      'the body that came is the one that was signed',
      'if (said === unsigned) return unsigned',
      'if (said) return said',
    ],
    ['a header is one that was sent', 'Object.hasOwn(headers, name) ? headers[name] : undefined', 'headers[name]'],
    ['a body may be unsigned', 'if (said === unsigned) return unsigned', ''],
    ['parameters that stand twice are all signed', 'query.getAll(name)', '[query.get(name)!]'],
  ]),
  ...guardsOf('lib/identity/sigV4/signingKey.ts', tests, [
    ['a key that was derived is for one region', 'secret, date, region, service]', 'secret, date, service]'],
    ['of one secret', '[claim.id, secret, date', '[date'],
  ]),
]
