import { guardsOf } from './guard.ts'

const room = 'lib/protocols/mns'
const identity = 'lib/identity/mns'
const cases = (...names: string[]): string[] => names.map(name => `test/protocols/mns/${name}.test.ts`)
const signatures = ['test/identity/mns.test.ts']
const reader = [`${room}/xml/read.test.ts`]

/** The MNS protocol: who is let in, what is taken for XML, and what clients rely on. */
export const mnsGuards = [
  ...guardsOf(`${identity}/verify.ts`, signatures, [
    ['a signature is that of the secret', 'if (isSame(proof.signature, signature))', 'if (signature)'],
    ['a signature grows stale', 'if (!(Math.abs(proof.dateMs - wall.nowMs()) <= skewMs))', 'if (false)'],
    [
      'a scope is that of the service and the day',
      "service !== 'mns' || terminator !== words.terminator || date !== toAmzDate(dateMs).slice(0, 8)",
      'false',
    ],
    ['a region may be the only one', 'own !== undefined && region !== own', 'false'],
  ]),
  ...guardsOf(`${identity}/targets.ts`, signatures, [
    ['a signature is for what its target means', 'meaningOf(other) === meaning', 'true'],
    ['escapes may be written out or in', 'new Set([decoded(target), encoded(target)])', 'new Set<string>()'],
  ]),
  ...guardsOf(`${identity}/proof.ts`, signatures, [
    ['a session has its token', "headers['security-token'] || undefined", 'undefined'],
    [
      'the date of the protocol goes first',
      "headers['x-mns-date'] || headers.date",
      "headers.date || headers['x-mns-date']",
    ],
  ]),
  ...guardsOf(`${identity}/plain.ts`, signatures, [
    ['headers are signed in order', '    .sort()\n', ''],
    ['only its own headers are signed', 'ownHeader.test(name) || others.includes(name)', 'true'],
  ]),
  ...guardsOf(
    'cli/serve/refusals.ts',
    ['test/server/mnsRefusals.test.ts'],
    [['a client of MNS is refused in XML', "event.headers) !== 'mns'", "event.headers) !== 'poll'"]],
  ),
  ...guardsOf(
    'cli/serve/strangers.ts',
    ['cli/serve/strangers.test.ts'],
    [
      ['hosts of the service are for MNS alone', "&& functionFor(http.method, rawPath, headers) === 'mns'", ''],
      ['a host of the service is nothing else', 'aliyuncs\\.com$/', 'aliyuncs\\.com/'],
    ],
  ),
  ...guardsOf(`${room}/handles.ts`, cases('settling'), [
    [
      'what does not open is no handle',
      "kind === 'unknown' ? 'ReceiptHandleError' : 'MessageNotExist'",
      "'MessageNotExist'",
    ],
  ]),
  ...guardsOf(`${room}/endpoints.ts`, cases('refusalTexts'), [
    ['an endpoint has no blanks in it', '/[\\s\\p{Cc}]/u.test(text)', 'false'],
  ]),
  ...guardsOf(`${room}/problems.ts`, cases('refusalTexts'), [
    ['whoever lacks a right is told which', ", 'EndpointInvalid', 'AccessDenied'", ", 'EndpointInvalid'"],
  ]),
  ...guardsOf(`${room}/mns.ts`, cases('auth'), [
    [
      'who sends a request is asked first',
      'await authenticate(request)',
      "await authenticate(request).catch(() => ({ name: 'anyone', may: () => true }))",
    ],
    [
      'what is performed is performed for the caller',
      'perform(caller, name,',
      'perform({ ...caller, may: () => true }, name,',
    ],
  ]),
  ...guardsOf(`${room}/mns.ts`, cases('wire'), [
    ['a body is that of its digest', '  checkDigest(request)\n', ''],
    ['a request says its version and its date', '  checkHeaders(request)\n', ''],
  ]),
  ...guardsOf(`${room}/xml/read.ts`, reader, [
    ['no document type is read', "    parser.on('doctype', () => refuse(withType))\n", ''],
    ['no other encoding is read', "    parser.on('xmldecl', ({ encoding }) => checkEncoding(encoding))\n", ''],
    ['bytes are UTF-8', "if (typeof body !== 'string' && !isUtf8(body)) throw malformed(notUtf8)", ''],
    ['attributes are bounded', '++this.#attributes > attributesMax', 'false'],
    ['elements are bounded', '++this.#elements > elementsMax', 'false'],
    ['so are comments', "    parser.on('comment', () => this.#count())\n", ''],
    ['and instructions', "    parser.on('processinginstruction', () => this.#count())\n", ''],
    ['depth is bounded', 'this.#open.length >= depthMax', 'false'],
    ['XML 1.1 has no characters of its own', 'forceXMLVersion: true', 'forceXMLVersion: false'],
  ]),
  ...guardsOf(
    `${room}/xml/readPlain.ts`,
    [`${room}/xml/readPlain.test.ts`],
    [
      ['what is read at a glance is closed', ' && this.#open.length === 0', ''],
      ['by the name that it was opened by', 'this.#open.pop()?.name === name', 'this.#open.pop() !== undefined'],
      ['it has the same bounds', '++this.#elements > xmlBounds.elementsMax || ', ''],
      ['and characters', 'uncarriable.test(text)', 'false'],
      ['no reference is read twice', "text.replaceAll('&lt;'", "text.replaceAll('&amp;', '&').replaceAll('&lt;'"],
      ['nor one that it does not know', 'if (otherReference.test(text)) return undefined', ''],
    ],
  ),
  ...guardsOf(`${room}/document.ts`, cases('sending'), [
    ['another root is refused', 'if (body.name !== name)', 'if (false)'],
  ]),
  ...guardsOf(`${room}/document.ts`, cases('edges'), [
    ['a scalar is there once', 'if (found.length > 1)', 'if (false)'],
    ['and is text alone', 'if (child === undefined || child.children.length === 0) return', 'return'],
  ]),
  ...guardsOf(`${room}/handles.ts`, cases('settling'), [
    ['each change of visibility brings another handle', '(turn % turnsMax) + 1', 'turn'],
    ['what settled nothing is told', "if (kind === 'done') return undefined", 'return undefined'],
  ]),
  ...guardsOf(`${room}/operations/deleteMessage.ts`, cases('settling'), [
    ['a handle is over with its time', "ifLapsed: 'refuse'", "ifLapsed: 'accept'"],
  ]),
  ...guardsOf(`${room}/operations/changeMessageVisibility.ts`, cases('settling'), [
    ['so is its change of visibility', "ifLapsed: 'refuse'", "ifLapsed: 'accept'"],
  ]),
  ...guardsOf(`${room}/receivedMessage.ts`, cases('receiving'), [
    ['what XML cannot carry leaves as base64', ' && !uncarriable.test(asText)', ''],
    ['with a mark', "isMarked ? mark : ''", "''"],
  ]),
  ...guardsOf(`${room}/receivedMessage.ts`, cases('edges'), [
    ['what swells beyond an answer leaves as base64', ' || !swells(asText)', ' || true'],
  ]),
  ...guardsOf(`${room}/receivedMessage.ts`, cases('deadLetters'), [
    ['a dead letter says where it failed', ', ...deadLetterProperties(message, place)', ''],
  ]),
  ...guardsOf(`${room}/deadLetter.ts`, cases('deadLetters'), [
    ['of a copy by the id that was published', 'owner === undefined ? id : (envelope.topic?.messageId ?? id)', 'id'],
    ['and by its subscription', 'const owner = innerOwner(queue)', "const owner = innerOwner('')"],
  ]),
  ...guardsOf(`${room}/properties.ts`, cases('deadLetters'), [
    ['which goes before what it was sent with', ' || !Object.hasOwn(ours, name)', ' || true'],
    ['and takes nothing away from its user', '!isSystem(one) || !Object', '!Object'],
  ]),
  ...guardsOf('lib/domain/origin.ts', cases('deadLetters'), [
    ['who was put back is no dead letter', "reason === 'redriven') + 1", "reason === 'nacked' && false) + 1"],
  ]),
  ...guardsOf(`${room}/lists.ts`, cases('queues'), [
    [
      'a marker of another list is told as what it is',
      "isCursor ? new MnsError('InvalidArgument', 'The x-mns-marker is not one of this list.') : thrown",
      'thrown',
    ],
  ]),
  ...guardsOf(`${room}/mns.ts`, cases('edges'), [
    ['a slash in a name is no path', "throw new MnsError('InvalidRequestURL')", 'return'],
  ]),
  ...guardsOf(`${room}/operations/batchSendMessage.ts`, cases('edges'), [
    ['a batch of wrong messages asks for the queue', "await perform('publish', { queue, messages: [] })", ''],
  ]),
  ...guardsOf(`${room}/operations/batchSendMessage.ts`, cases('sending'), [
    ['what the queue refuses does not keep the others out', 'if (refused.size === 0) throw thrown', 'throw thrown'],
    ['nor does what is wrong in itself', 'if (thrown instanceof MnsError) return thrown\n', ''],
    ['a batch is bounded', 'if (bytes > bytesMax)', 'if (false)'],
    ['a failure in part is a failure', 'isWhole ? 201 : 500', '201'],
  ]),
  ...guardsOf(`${room}/operations/createQueue.ts`, cases('queues'), [
    [
      'a queue that is there is the one that was asked for',
      'if (!created) await checkSame',
      'if (false) await checkSame',
    ],
  ]),
  ...guardsOf(`${room}/operations/subscriptions.ts`, cases('topics'), [
    [
      'a subscription that is there is the one that was asked for',
      "throw new MnsError('SubscriptionAlreadyExist')",
      'void 0',
    ],
    [
      'the endpoint of a subscription stays',
      'const { endpoint: _stays, ...given } = settings',
      'const given = settings',
    ],
  ]),
  ...guardsOf('lib/actions/delayedReceipts.ts', cases('sending'), [
    ['only what is delayed has a handle', 'envelopes[at]!.readyAtMs <= clock.nowMs()', 'false'],
  ]),
  ...guardsOf('lib/actions/delayedReceipts.ts', cases('edges'), [
    ['on ordered queues none has', 'isOrdered(queue) || ', ''],
  ]),
  ...guardsOf(
    'functions/speaksMns.ts',
    ['functions/routes.test.ts'],
    [['a client of MNS is known by its headers', "headers['x-mns-version'] !== undefined || ", '']],
  ),
]
