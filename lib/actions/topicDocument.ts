import { limits } from '../domain/limits.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { Topic } from '../domain/topic.ts'
import type { Json } from '../store/store.ts'
import { type Expected, meets } from './queueDocument.ts'
import type { Services } from './services.ts'

export const topicKind = 'topic'

/** A topic with its subscriptions as it is stored, with the version that its ETag shows. */
export type VersionedTopic = { topic: Topic; version: number }

const configMsMax = limits.configSecondsMax * 1000
// Each try reads what another writer has just written.
const triesMax = 8

/** The topic as it stands, or as it stood up to `maxAgeMs` ago. */
export async function findTopic(
  { store }: Services,
  name: string,
  maxAgeMs?: number,
): Promise<VersionedTopic | undefined> {
  const document = await store.documents.read(topicKind, name, maxAgeMs)
  return document && { topic: document.value as unknown as Topic, version: document.version }
}

/** The topic, or the problem TopicNotFound. */
export async function loadTopic(services: Services, name: string, maxAgeMs?: number): Promise<VersionedTopic> {
  const found = await findTopic(services, name, maxAgeMs)
  if (found === undefined) throw new Problem('TopicNotFound')
  return found
}

/** The topic for a call that is about messages, as it was up to five seconds ago. */
export const useTopic = (services: Services, name: string): Promise<VersionedTopic> =>
  loadTopic(services, name, configMsMax)

const otherWriters = (): Problem => new Problem('VersionConflict', { detail: 'Other writers keep changing the topic.' })

/** Saves what `change` makes of the topic as it stands (undefined: there is none), again when another writer was faster. */
export async function saveTopic(
  services: Services,
  name: string,
  change: (found: VersionedTopic | undefined) => Topic,
): Promise<VersionedTopic & { before: Topic | undefined }> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await findTopic(services, name)
    const topic = change(found)
    checkSize(topic)
    const value = topic as unknown as Json
    const outcome = await services.store.documents.write(topicKind, name, value, found?.version ?? 'absent')
    if (outcome.kind === 'written') return { topic, version: outcome.version, before: found?.topic }
  }
  throw otherWriters()
}

/** The same for a topic that has to exist: TopicNotFound comes first. */
export const changeTopic = (
  services: Services,
  name: string,
  change: (found: VersionedTopic) => Partial<Topic>,
): Promise<VersionedTopic & { before: Topic | undefined }> =>
  saveTopic(services, name, found => {
    if (found === undefined) throw new Problem('TopicNotFound')
    return { ...found.topic, ...change(found) }
  })

/** Throws VersionConflict for what is not as expected. */
export function checkExpected(found: { version: number } | undefined, expected: Expected): void {
  if (!meets(found, expected)) throw new Problem('VersionConflict')
}

function checkSize(topic: Topic): void {
  const bytes = Buffer.byteLength(JSON.stringify(topic))
  if (bytes > limits.topicBytesMax)
    throw invalid({
      path: ['topic'],
      detail: 'is too large with all its subscriptions, in bytes',
      limit: limits.topicBytesMax,
      got: bytes,
    })
}

/** Removes the topic and its subscriptions, or throws TopicNotFound or VersionConflict. */
export async function removeTopic(
  services: Services,
  name: string,
  expected: Expected,
  before: (topic: Topic) => Promise<void>,
): Promise<Topic> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await loadTopic(services, name)
    checkExpected(found, expected)
    await before(found.topic)
    if ((await services.store.documents.remove(topicKind, name, found.version)) === 'removed') return found.topic
  }
  throw otherWriters()
}
