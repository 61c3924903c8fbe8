import { guardsOf } from './guard.ts'

const room = 'lib/protocols/sqs'
const cases = (...names: string[]): string[] => names.map(name => `test/protocols/sqs/${name}.test.ts`)

/** The SQS protocol: what it refuses, what it answers, and what clients check in it. */
export const sqsGuards = [
  ...guardsOf(`${room}/sqs.ts`, cases('auth'), [
    [
      'who sends a request is asked first',
      'await options.authenticate(request)',
      "await options.authenticate(request).catch(() => ({ name: 'anyone', may: () => true }))",
    ],
    [
      'what is performed is performed for the caller',
      'perform(caller, name,',
      'perform({ ...caller, may: () => true }, name,',
    ],
  ]),
  ...guardsOf(`${room}/sqs.ts`, cases('missing', 'wire'), [
    ['a queue that is not there is told of first', '!(await exists(context, queue))', 'false'],
    ['an action that there is not is refused', 'if (operation === undefined || isMisplaced)', 'if (isMisplaced)'],
  ]),
  ...guardsOf(`${room}/requestForm.ts`, cases('auth'), [
    ['what a GET carries says nothing', "method !== 'GET' && ", ''],
  ]),
  ...guardsOf(
    `${room}/digest.ts`,
    [`${room}/digest.test.ts`],
    [
      ['names are taken in order', '[...attributes.keys()].sort()', '[...attributes.keys()]'],
      ['bytes are marked as such', 'isBinary ? binaryMark : textMark', 'textMark'],
    ],
  ),
  ...guardsOf(
    `${room}/readQuery.ts`,
    [`${room}/wireForms.test.ts`],
    [
      ['elements stand in order of their numbers', '.sort(([one], [other]) => Number(one) - Number(other))', ''],
      [
        'an element without a number is one',
        'node.value === undefined && node.inner === undefined ? [] : [node]',
        '[]',
      ],
    ],
  ),
  ...guardsOf(
    `${room}/readJson.ts`,
    [`${room}/wireForms.test.ts`],
    [
      ['null is absent', 'given !== undefined && given !== null', 'given !== undefined'],
      ['base64 is base64', 'if (!base64.test(text)) throw misfit', 'if (false) throw misfit'],
    ],
  ),
  ...guardsOf(
    'lib/xmlText.ts',
    [`${room}/wireForms.test.ts`],
    [['a carriage return survives', "'\\r': '&#xD;'", "'\\r': '\\r'"]],
  ),
  ...guardsOf(`${room}/characters.ts`, cases('sending', 'batches'), [
    ['what XML cannot carry is refused', 'text.match(forbidden)?.[0]', 'undefined'],
  ]),
  ...guardsOf(
    `${room}/messageAttributes.ts`,
    [`${room}/messageAttributes.test.ts`],
    [
      ['names of AWS are its own', ' && !reserved.test(name)', ''],
      ['a value is not empty', "if (value === undefined || value === '') throw empty(name, base)", ''],
      ['a number has at most 38 digits', "significant.replace(/0+$/, '').length <= digitsMax && ", ''],
      ['nor more than ten attributes', 'if (given.size > attributesMax)', 'if (false)'],
    ],
  ),
  ...guardsOf(`${room}/newMessage.ts`, cases('sending', 'fifoSending'), [
    ['an empty body is none', "body === undefined || body === ''", 'body === undefined'],
    ['a FIFO message has no delay of its own', 'if (isFifo && delay !== 0) throw', 'if (false) throw'],
    ['nor loses that of its queue', 'return isFifo ? undefined : delay', 'return delay'],
    ['a delay has its limit', 'delay < 0 || delay > delaySecondsMax', 'delay < 0'],
    ['an id of deduplication is for FIFO', 'if (!isFifo && id !== undefined) throw', 'if (false) throw'],
  ]),
  ...guardsOf(`${room}/operations/sendMessage.ts`, cases('fifoSending'), [
    [
      'a FIFO message has a group',
      "message.groupId === undefined) throw missing('MessageGroupId')",
      'false) throw missing(queue)',
    ],
    ['and something to tell repetitions by', 'needsDeduplicationId: true', 'needsDeduplicationId: false'],
  ]),
  ...guardsOf(`${room}/operations/sendMessageBatch.ts`, cases('batches', 'fifoSending'), [
    ['a batch has its size', 'if (bytes > messageBytesMax) {', 'if (false) {'],
    ['what the queue will not have leaves the others alone', 'if (problems === undefined) throw', 'throw'],
    ['an entry that is wrong fails by itself', 'failed.push(toFailed(id, error))', 'throw error'],
  ]),
  ...guardsOf(`${room}/batch.ts`, cases('batches'), [
    ['entries have different ids', 'if (seen.has(id)) throw', 'if (false) throw'],
    ['of letters that are allowed', 'if (!idPattern.test(id)) throw', 'if (false) throw'],
    ['and are not too many', 'if (entries.length > entriesMax)', 'if (false)'],
  ]),
  ...guardsOf(`${room}/receivedMessage.ts`, cases('receiving', 'messageAttributes'), [
    ['who asks for no attributes gets none', 'names: readonly string[] = [])', "names: readonly string[] = ['All'])"],
    ['the digest is of what is returned', 'attributesMd5(attributes)', 'attributesMd5(new Map())'],
  ]),
  ...guardsOf(
    `${room}/receivedMessage.ts`,
    ['test/protocols/across/sqsAndNative.test.ts'],
    [['what cannot be carried is marked', 'if (isMarked) attributes.set(...bodyMark)', '']],
  ),
  ...guardsOf(
    'lib/domain/origin.ts',
    ['test/protocols/across/sqsAndNative.test.ts'],
    [
      [
        'where a message failed is forgotten once it is put back',
        ' + 1\n  return origins[since]',
        '\n  return origins[Math.max(0, since - 1)]',
      ],
    ],
  ),
  ...guardsOf(`${room}/receipts.ts`, cases('visibility', 'fifoReceiving'), [
    ['a FIFO queue takes no receipt that is over', 'isLate && isOrdered({ name: queue })', 'false'],
    ['what is no receipt is told', "if (kind === 'unknown') return badHandle(handle)", ''],
    ['what is gone cannot be held', "if (kind === 'gone')", 'if (false)'],
    ['nobody holds a message for more than twelve hours', "if (kind === 'tooLong') {", 'if (false) {'],
  ]),
  ...guardsOf('lib/actions/extend.ts', cases('visibility'), [
    ['the twelve hours count from the hand-over', '(clock.nowMs() - leasedAtMs) / 1000 + ', ''],
  ]),
  ...guardsOf('lib/actions/deletedQueues.ts', cases('queues'), [
    ['a name rests for a while', '.untilMs > clock.nowMs())', '.untilMs > clock.nowMs() && false)'],
    ['and not for ever', '.untilMs > clock.nowMs())', '.untilMs > 0)'],
  ]),
  ...guardsOf('lib/actions/purge.ts', cases('visibility'), [['one purge a minute', '< apartSeconds * 1000)', '< 0)']]),
  ...guardsOf(`${room}/operations/createQueue.ts`, cases('queues'), [
    ['a queue that differs is another', 'if (!isSame(wanted,', 'if (false && !isSame(wanted,'],
    ['numbers are compared as such', 'return Number(wanted) === Number(present)', 'return false'],
  ]),
  ...guardsOf(`${room}/attributeWish.ts`, cases('attributes', 'queues'), [
    [
      'an attribute that there is not is told',
      'if (!Object.hasOwn(readers, name)) throw unknownAttribute(name)',
      'if (!Object.hasOwn(readers, name)) continue',
    ],
    [
      'a queue stays of its kind',
      "if (!wanted) throw invalidAttribute('FifoQueue'",
      "if (false) throw invalidAttribute('FifoQueue'",
    ],
    ['one kind of encryption at a time', "if (key !== undefined && managed === 'true')", 'if (false)'],
    ['a key turns the other kind off', "words.SqsManagedSseEnabled ??= 'false'", 'words.x ??= null'],
  ]),
  ...guardsOf(`${room}/redrivePolicy.ts`, cases('deadLetters'), [
    [
      'dead letters stay of their kind',
      'if (isOrdered({ name: target }) !== isOrdered({ name: queue }))',
      'if (false)',
    ],
    ['a count has its range', 'count >= 1 && count <= limits.attemptsMaxMax', 'true'],
  ]),
  ...guardsOf('lib/actions/deadLetters.ts', cases('deadLetters'), [
    ['a queue says whose dead letters it takes', 'notes?.deadLetterSources?.includes(name) === false', 'false'],
  ]),
  ...guardsOf(`${room}/operations/startMessageMoveTask.ts`, cases('moveTasks'), [
    ['only what takes dead letters is redriven', 'if (sources.length === 0) throw', 'if (false) throw'],
  ]),
  ...guardsOf(`${room}/operations/cancelMessageMoveTask.ts`, cases('moveTasks'), [
    ['what is over cannot be cancelled', "task.id === id && task.state === 'running'", 'task.id === id'],
  ]),
  ...guardsOf(`${room}/tags.ts`, cases('tags'), [
    ['tags have their number', 'if (tags.size > tagsMax) throw', 'if (false) throw'],
    ['tags of AWS are its own', 'if (/^aws:/i.test(key)) throw', 'if (false) throw'],
  ]),
  ...guardsOf(
    `${room}/policy.ts`,
    [`${room}/policy.test.ts`],
    [
      [
        'what hangs on a condition is not allowed by itself',
        '  return []\n}\n\nconst isTlsOnly',
        '  return [access]\n}\n\nconst isTlsOnly',
      ],
      ['a condition that could not be kept to is refused', '!isTlsOnly(condition)) throw', 'false) throw'],
      ['nor what it does not name', 'if (Object.hasOwn(statement, key)) throw', 'if (false) throw'],
    ],
  ),
  ...guardsOf(`${room}/operations/addPermission.ts`, cases('permissions'), [
    ['a label stands once', 'Sid === statement.Sid', 'false'],
    [
      'what is the owner’s stays the owner’s',
      'if (givenActions.includes(action)) return',
      'if (isAction(action)) return',
    ],
  ]),
  ...guardsOf(`${room}/problems.ts`, cases('auth'), [
    ['a fault of ours says nothing', 'if (!(thrown instanceof Problem)) return', 'if (thrown === undefined) return'],
  ]),
  ...guardsOf(
    'cli/serve/strangers.ts',
    ['cli/serve/strangers.test.ts'],
    [
      ['no page of elsewhere has a browser ask by address', "site !== 'same-origin' && site !== 'none'", 'false'],
      ['nor where only the referer tells', 'referer !== undefined && !isSameOrigin(referer, host)', 'false'],
    ],
  ),
  ...guardsOf(`${room}/sqs.ts`, cases('edges'), [
    ['only GET and POST ask for anything', "(method === 'GET' && query.has('Action'))", "query.has('Action')"],
  ]),
  ...guardsOf(`${room}/operations/sendMessageBatch.ts`, cases('edges'), [
    ['what is wrong with all goes before what is wrong with one', '    checkTogether(given, queue)\n', ''],
  ]),
  ...guardsOf('lib/actions/extend.ts', cases('edges'), [
    ['hours are counted for our own receipts', 'receipt.queueUid === queue.uid && ', ''],
  ]),
  ...guardsOf(`${room}/operations/createQueue.ts`, cases('edges'), [
    [
      'names are compared to the letter',
      'wanted === present || ',
      'wanted.toLowerCase() === present.toLowerCase() || ',
    ],
    ['a queue that is there may have lost its dead-letter queue', 'problem !== thrown && ', 'false && '],
  ]),
  ...guardsOf(`${room}/operations/setQueueAttributes.ts`, cases('edges'), [
    ['encryption is looked at as it will be', '      checkEncryption(kept)\n', ''],
  ]),
  ...guardsOf(`${room}/operations/addPermission.ts`, cases('edges'), [
    [
      'what could not be read again is not written',
      'checked(added(words.Policy, site.arnOf(name), statement))',
      'added(words.Policy, site.arnOf(name), statement)',
    ],
  ]),
  ...guardsOf('lib/xmlText.ts', cases('edges'), [
    ['what XML cannot carry is replaced', 'uncarriable.test(text)', 'false'],
  ]),
  ...guardsOf(
    `${room}/policy.ts`,
    [`${room}/policy.test.ts`],
    [
      ['a statement is about its own queue', 'if (!named.every(isOurs)) throw', 'if (false) throw'],
      ['no right is denied along with others', 'if (shared !== undefined)', 'if (false)'],
    ],
  ),
]
