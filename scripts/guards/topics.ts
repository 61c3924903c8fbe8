// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const topics = ['test/actions/topics.test.ts']
const crashes = ['test/actions/topicCrashes.test.ts']
const pushed = ['test/push/endToEnd.test.ts']
const subscriptions = ['test/actions/subscriptions.test.ts']
const keeper = ['test/actions/fanOutKeeper.test.ts']
const gone = ['test/actions/goneTopics.test.ts']
const rounds = ['test/push/rounds.test.ts']
const native = ['test/protocols/native/topics.test.ts']

/** Topics, their subscriptions, and how a message gets from one to the others. */
export const topicGuards = [
  ...guardsOf(
    'lib/domain/filterCondition.ts',
    ['lib/domain/filterPolicy.test.ts'],
    [
      ['a sign is a text', "typeof sign === 'string' && ", ''],
      ['a range goes up', ' && from![1] < to![1]', ''],
    ],
  ),
  ...guardsOf('lib/domain/topic.ts', crashes, [
    ['a later subscription of a name has a queue of its own', '/${topic}/${name}/${uid}', '/${topic}/${name}/x'],
  ]),
  ...guardsOf(
    'lib/domain/grants.ts',
    ['lib/identity/topicRights.test.ts'],
    [
      [
        'patterns of queues are none of topics',
        '(pattern === any || pattern.startsWith(topicPrefix) === name.startsWith(topicPrefix)) && ',
        '',
      ],
      ['a star alone stands for topics too', 'pattern === any || ', ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/filterPolicy.ts',
    ['lib/domain/filterPolicy.test.ts'],
    [
      ['nor nests without end', 'if (isDeeper(policy, limits.filterLevelsMax))', 'if (false)'],
      ['a policy has a bound', 'if (bytes > limits.filterBytesMax)', 'if (false)'],
      ['a policy says something', 'if (entries.length === 0) return', 'if (false) return'],
      ['a choice has two at least', 'choices.length < choicesMin', 'choices.length < 1'],
      [
        'names of our own are no attributes',
        'Object.hasOwn(attributes, name) ? attributes[name] : undefined',
        'attributes[name]',
      ],
      [
        'what has to be absent may be',
        'if (attribute === undefined) return conditions.some(wantsAbsence)',
        'if (attribute === undefined) return false',
      ],
      ['only a list is one', 'label === listLabel ? itemsOf(value) : undefined', 'itemsOf(value)'],
    ],
  ),
  ...guardsOf(
    'lib/domain/subscription.ts',
    [...subscriptions, ...topics],
    [
      ['a tag is asked for', 'tag === undefined || tag === envelope.topic?.tag', 'true'],
      ['attributes are asked for', 'attributes === undefined || meetsPolicy(attributes, envelope.attributes)', 'true'],
      ['a dead-letter queue is that of the push queue', 'settings.deadLetterQueue !== undefined && ', 'false && '],
    ],
  ),
  ...guardsOf('lib/domain/topicMessage.ts', topics, [
    ['messages are held to the size of the topic', '...defaultSettings, maxMessageBytes', '...defaultSettings'],
    ['a copy is in the queue when its delay is over', 'nowMs + delaySeconds * 1000', 'nowMs'],
    ['a copy keeps its expiry', '...(expiresAtMs !== undefined && { expiresAtMs }),', ''],
    ['an ordered queue sees one message as one', ', deduplicationId: messageId', ''],
    [
      'an ordered queue has a group for every copy',
      'groupId ?? name.slice',
      '(groupId as string) ?? "x" ?? name.slice',
    ],
  ]),
  ...guardsOf('lib/actions/deliverCopy.ts', topics, [
    ['what cannot be delivered is kept', '(await keepForPush(services, wish, failed)).values()', '[].values()'],
    [
      'a queue has no copy that it does not take',
      'const [problem] = envelopeProblems(copy, queue.settings)',
      'const [problem] = envelopeProblems(copy, { ...queue.settings, maxMessageBytes: 1e9 })',
    ],
    ['who delivers is told', 'services.onPush?.(used.queue)', ''],
  ]),
  ...guardsOf(
    'lib/actions/publishToTopic.ts',
    [...crashes, ...topics],
    [
      [
        'several copies begin with the outbox',
        'const stored = allStored(await keepInOutbox(services, outbox, kept, request))',
        'const stored = kept.map(() => ({ id: "x" }))',
      ],
      [
        'a repetition does not copy again',
        'request === undefined ? outgoing : await stillThere(services, outbox, outgoing)',
        'outgoing',
      ],
      [
        'a repetition answers the same ids',
        'if (requestKey === undefined) return () => newId(random)',
        'return () => newId(random)',
      ],
      [
        'what is done is taken out of the outbox',
        'if (done.length > 0) await services.store.settle',
        'if (false) await services.store.settle',
      ],
      ['only what is done is', 'left.get(one)!.length === 0', 'true'],
    ],
  ),
  ...guardsOf('lib/actions/publishToTopic.ts', topics, [
    [
      'a key counts where nobody wants the message',
      'only !== undefined || input.requestKey !== undefined',
      'only !== undefined',
    ],
    ['what was kept in part is not kept', 'if (refusals.size > 1) throw', 'if (false) throw'],
    ['what was not kept is not kept', 'if (refusals.size === 1 && first !== undefined) throw', 'if (false) throw'],
  ]),
  ...guardsOf('lib/actions/publishToTopic.ts', keeper, [
    ['who goes on is told of what is left', 'if (done.length < outgoing.length) services.onOutbox?.(queue)', ''],
  ]),
  ...guardsOf('lib/actions/outbox.ts', crashes, [
    ['who dies is followed by somebody', '  await services.store.markDue(outbox.queue, readyAtMs)\n', ''],
    ['what was not kept is pending', "results[index]?.kind !== 'stored'", "results[index]?.kind === 'refused'"],
  ]),
  ...guardsOf(
    'lib/actions/finishFanOut.ts',
    [...crashes, ...keeper],
    [
      [
        'what is left is kept anew',
        'const isKept = await keptAnew(services, outbox, rest.map(withRest))',
        'const isKept = true',
      ],
      ['the outbox of what is gone is removed', 'await removeInner(services, outbox.name)\n', ''],
    ],
  ),
  ...guardsOf('lib/upkeep/tendInner.ts', crashes, [
    ['queues of what is gone are removed', '    await removeInner(services, queue.name)\n', ''],
    ['outboxes are looked after', 'await finishFanOut(services, queue)', '0'],
  ]),
  ...guardsOf('lib/upkeep/keepFanningOut.ts', keeper, [
    ['all are looked into at the start', 'for (const { value } of page) take(value as unknown as Queue)', ''],
    ['it is told of others', 'services.onOutbox = take', ''],
    ['it waits for what comes later', 'if (visible + inFlight + delayed === 0) return', 'return'],
  ]),
  ...guardsOf(
    'lib/actions/innerQueues.ts',
    [...crashes, ...topics],
    [
      ['a push queue follows its subscription', 'isDeepStrictEqual(found.queue.settings, settings)', 'true'],
      [
        'should they not be removed, they are found',
        'if (found !== undefined) await services.store.markDue',
        'if (false) await services.store.markDue',
      ],
    ],
  ),
  ...guardsOf('lib/actions/innerQueues.ts', rounds, [
    ['who makes a push queue looks at its subscription then', 'await align?.()', ''],
  ]),
  ...guardsOf('lib/upkeep/tendInner.ts', rounds, [
    [
      'a rule that is out of date is not gone by',
      'if (await alignPushQueue(services, name, subscription)) return false',
      '',
    ],
    [
      'nor in the same look',
      '(await alignPushQueue(services, name, subscription)) return false',
      '(await alignPushQueue(services, name, subscription)) return true',
    ],
  ]),
  ...guardsOf('lib/actions/innerQueues.ts', gone, [
    ['a removal that is refused is not done', " && error.code === 'QueueNotFound'", ''],
    [
      'what is gone is gone, though its queues be not',
      'await removeInner(services, name).catch(error => {\n      if (!(error instanceof Problem)) throw error\n    })',
      'await removeInner(services, name)',
    ],
  ]),
  ...guardsOf('lib/upkeep/keepFanningOut.ts', gone, [
    ['it ends with the topic', "if (finished === 'gone') return", ''],
    [
      'what cannot be had is not asked for without a rest',
      'await rest(services, { signal }, clock.nowMs() + restMs)',
      '',
    ],
  ]),
  ...guardsOf('lib/actions/checkSubscription.ts', subscriptions, [
    ['a queue that is named is there', 'if (found === undefined) throw invalid', 'if (false) throw invalid'],
    ['a dead-letter queue is not ordered', 'if (isOrdered({ name: deadLetterQueue }))', 'if (false)'],
    ['a dead-letter queue says whose it takes', 'if (notes?.deadLetterSources !== undefined)', 'if (false)'],
  ]),
  ...guardsOf('lib/domain/endpointUrl.ts', subscriptions, [
    ['an endpoint speaks HTTP', '!/^https?:$/.test(url.protocol)', 'false'],
    ['an endpoint has no name in it', "url.username !== '' || ", ''],
    ['an endpoint has no password in it', " || url.password !== ''", ''],
  ]),
  ...guardsOf('lib/actions/pushAddress.ts', pushed, [
    ['an address that nothing is pushed to is refused at once', '(await mayPush(address))', 'true'],
    ['also an address of IPv6', ".replace(/^\\[|\\]$/g, '')", ''],
  ]),
  ...guardsOf('lib/actions/subscriptionStats.ts', topics, [
    ['what waits is that of one subscription', 'pushQueueName(topic, subscription)', '`~push/${topic}`'],
    ['where nothing ever waited there is nothing', 'if (found !== undefined) return', 'return'],
  ]),
  ...guardsOf('lib/actions/putSubscription.ts', subscriptions, [
    ['a topic has so many and no more', 'if (subscription === undefined) checkRoom(found.topic)', ''],
    ['a subscription is put as expected', '    checkExpected(subscription && found, input.expected)\n', ''],
  ]),
  ...guardsOf('lib/actions/topicDocument.ts', subscriptions, [
    ['a topic does not outgrow its record', 'if (bytes > limits.topicBytesMax)', 'if (false as boolean)'],
    [
      'a topic that is not there is not found',
      "if (found === undefined) throw new Problem('TopicNotFound')\n  return found",
      'return found!',
    ],
    ['what is not as expected stays', "if (!meets(found, expected)) throw new Problem('VersionConflict')", ''],
  ]),
  ...guardsOf('lib/actions/listQueues.ts', topics, [
    ['queues of our own are not listed', '.filter(document => !isInner(document))', ''],
  ]),
  ...guardsOf('lib/actions/deadLetterSources.ts', topics, [
    ['nor named as sources', ' && !isInner({ name: source })', ''],
  ]),
  ...guardsOf('lib/upkeep/redriveStep.ts', topics, [
    ['what goes back to a push queue is carried from there', 'if (isInner(to)) this.pushes.add(to)', ''],
  ]),
  ...guardsOf('lib/protocols/native/topicOriginView.ts', native, [
    ['a copy shows where it comes from', 'topic !== undefined && {', 'false && {'],
  ]),
]
