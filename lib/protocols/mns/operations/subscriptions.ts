import { Problem } from '../../../domain/problem.ts'
import { checkedSubscription } from '../../../domain/subscription.ts'
import { rootOf } from '../document.ts'
import { againstSchema, MnsError } from '../errors.ts'
import { topicNameCharactersMax } from '../limits.ts'
import { pageOf, wantedOf, writePage } from '../lists.ts'
import { type Call, done, type Operation } from '../operation.ts'
import { checkSubscriptionName, checkTopicName } from '../site.ts'
import { defaults, readSubscription, withTag, writeSettings, writeSubscription } from '../subscriptionWish.ts'
import { document, element } from '../xml/write.ts'

const namesOf = ({ names }: Pick<Call, 'names'>) => ({
  topic: checkTopicName(names[0]!),
  subscription: checkSubscriptionName(names[1]!),
})

export const subscribe: Operation = async call => {
  const { perform, site, body } = call
  const which = namesOf(call)
  const { settings: given, tag, endpointText } = readSubscription(rootOf(body, 'Subscription'))
  if (endpointText === undefined) throw againstSchema('Endpoint')
  const settings = { ...defaults, ...given, ...(tag && { filter: { tag } }) }
  const notes = { wordings: { mns: { Endpoint: endpointText } } }
  const location = site.urlOf('topics', which.topic, 'subscriptions', which.subscription)
  try {
    await perform('putSubscription', { ...which, settings, notes, expected: 'absent' })
    return { status: 201, location }
  } catch (thrown) {
    if (!(thrown instanceof Problem && thrown.code === 'VersionConflict')) throw thrown
  }
  const { subscription: stands } = await perform('getSubscription', which)
  if (writeSettings({ settings: checkedSubscription(settings), notes }, site) !== writeSettings(stands, site))
    throw new MnsError('SubscriptionAlreadyExist')
  return { status: 204, location }
}

const triesMax = 8

/** Changes what the document names, but for the endpoint, which stays (reference, 5.2). Tried again when another writer was faster. */
export const setSubscriptionAttributes: Operation = async call => {
  const which = namesOf(call)
  const { settings, tag } = readSubscription(rootOf(call.body, 'Subscription'))
  const { endpoint: _stays, ...given } = settings
  for (let tries = 1; ; tries++) {
    const { subscription, version } = await call.perform('getSubscription', which)
    const change = tag === undefined ? given : { ...given, filter: withTag(subscription.settings.filter, tag) }
    try {
      await call.perform('updateSubscription', { ...which, settings: change, expected: { versions: [version] } })
      return done
    } catch (thrown) {
      const isLate = thrown instanceof Problem && thrown.code === 'VersionConflict'
      if (!isLate || tries === triesMax) throw thrown
    }
  }
}

export const getSubscriptionAttributes: Operation = async call => {
  const which = namesOf(call)
  const { subscription } = await call.perform('getSubscription', which)
  return { status: 200, body: document('Subscription', writeSubscription(which.topic, subscription, call.site)) }
}

/** A subscription that is not there has ended; its topic has to be there. */
export const unsubscribe: Operation = async call => {
  await call.perform('deleteSubscription', { ...namesOf(call), expected: 'any' }).catch(thrown => {
    if (!(thrown instanceof Problem && thrown.code === 'SubscriptionNotFound')) throw thrown
  })
  return done
}

export const listSubscriptionByTopic: Operation = async call => {
  const wanted = wantedOf(call)
  const topic = checkTopicName(call.names[0]!)
  const { prefix, withMeta } = wanted
  const found = await pageOf(wanted, async (limit, cursor) => {
    if (prefix.length > topicNameCharactersMax) return { items: [] }
    const page = await call.perform('listSubscriptions', { topic, prefix, limit, cursor })
    return { items: page.subscriptions, cursor: page.cursor }
  })
  const written = found.items.map(one => {
    const url = element('SubscriptionURL', call.site.urlOf('topics', topic, 'subscriptions', one.name))
    return withMeta ? url + writeSubscription(topic, one, call.site) : url
  })
  return { status: 200, body: writePage('Subscriptions', 'Subscription', written, found.cursor) }
}
