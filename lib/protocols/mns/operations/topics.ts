import { Problem } from '../../../domain/problem.ts'
import type { Topic } from '../../../domain/topic.ts'
import { withCounts } from '../counted.ts'
import { rootOf } from '../document.ts'
import { MnsError } from '../errors.ts'
import { limits, topicNameCharactersMax } from '../limits.ts'
import { pageOf, wantedOf, writePage } from '../lists.ts'
import { type Call, done, type Operation } from '../operation.ts'
import { checkTopicName } from '../site.ts'
import { readTopic, type TopicWish, wordsOf, writeSettings, writeTopic } from '../topicAttributes.ts'
import { document, element } from '../xml/write.ts'

const settingsOf = ({ maxMessageBytes = limits.messageBytesDefault }: TopicWish) => ({ maxMessageBytes })

export const createTopic: Operation = async ({ perform, site, names, body }) => {
  const topic = checkTopicName(names[0]!)
  const wish = readTopic(rootOf(body, 'Topic'))
  const [settings, notes] = [settingsOf(wish), { wordings: { mns: wish.words } }]
  const location = site.urlOf('topics', topic)
  try {
    await perform('putTopic', { topic, settings, notes, expected: 'absent' })
    return { status: 201, location }
  } catch (thrown) {
    if (!(thrown instanceof Problem && thrown.code === 'VersionConflict')) throw thrown
  }
  const { topic: stands } = await perform('getTopic', { topic })
  if (writeSettings({ settings, notes }) !== writeSettings(stands)) throw new MnsError('TopicAlreadyExist')
  return { status: 204, location }
}

/** Changes what the document names. */
export const setTopicAttributes: Operation = async ({ perform, names, body }) => {
  const topic = checkTopicName(names[0]!)
  const { maxMessageBytes, words } = readTopic(rootOf(body, 'Topic'))
  const { topic: stands } = await perform('getTopic', { topic })
  const notes = { wordings: { mns: { ...wordsOf(stands), ...words } } }
  const settings = maxMessageBytes === undefined ? {} : { maxMessageBytes }
  await perform('updateTopic', { topic, settings, notes, expected: 'present' })
  return done
}

export const getTopicAttributes: Operation = async ({ perform, names }) => {
  const name = checkTopicName(names[0]!)
  const { topic } = await perform('getTopic', { topic: name })
  const { messages } = await perform('topicStats', { topic: name })
  return { status: 200, body: document('Topic', writeTopic(topic, messages)) }
}

/** A topic that is not there is as good as deleted. */
export const deleteTopic: Operation = async ({ perform, names }) => {
  const topic = checkTopicName(names[0]!)
  await perform('deleteTopic', { topic, expected: 'any' }).catch(thrown => {
    if (!(thrown instanceof Problem && thrown.code === 'TopicNotFound')) throw thrown
  })
  return done
}

export const listTopic: Operation = async call => {
  const wanted = wantedOf(call)
  const { prefix } = wanted
  const found = await pageOf(wanted, async (limit, cursor) => {
    if (prefix.length > topicNameCharactersMax) return { items: [] }
    const page = await call.perform('listTopics', { prefix, limit, cursor })
    return { items: page.topics.map(({ topic }) => topic), cursor: page.cursor }
  })
  const written = wanted.withMeta ? await withMeta(call, found.items) : found.items.map(topic => urlOf(call, topic))
  return { status: 200, body: writePage('Topics', 'Topic', written, found.cursor) }
}

const urlOf = ({ site }: Call, { name }: Topic): string => element('TopicURL', site.urlOf('topics', name))

const withMeta = (call: Call, topics: readonly Topic[]): Promise<string[]> =>
  withCounts<Topic, { messages: number }>(
    topics,
    ({ name }) => call.perform('topicStats', { topic: name }),
    { messages: 0 },
    (topic, { messages }) => urlOf(call, topic) + writeTopic(topic, messages),
  )
