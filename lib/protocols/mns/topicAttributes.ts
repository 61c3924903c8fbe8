import type { Topic } from '../../domain/topic.ts'
import { flagOf, numberOf } from './document.ts'
import { limits, topicRetentionSeconds } from './limits.ts'
import { secondsOf } from './queueAttributes.ts'
import type { Element } from './xml/element.ts'
import { element, flagText } from './xml/write.ts'

export type TopicWish = { maxMessageBytes: number | undefined; words: Record<string, string> }

/** What the document of a topic asks for; InvalidArgument for what is out of its range. */
export function readTopic(document: Element): TopicWish {
  const { messageBytesMin: min, messageBytesMax: max } = limits
  const logging = flagOf(document, 'LoggingEnabled')
  return {
    maxMessageBytes: numberOf(document, 'MaximumMessageSize', min, max, 'bytes'),
    words: logging === undefined ? {} : { LoggingEnabled: flagText(logging) },
  }
}

type Shown = Pick<Topic, 'settings' | 'notes'>

export const wordsOf = ({ notes }: Pick<Topic, 'notes'>): Readonly<Record<string, string>> => notes?.wordings?.mns ?? {}

/** What can be set of a topic, as elements. */
export const writeSettings = ({ settings, notes }: Shown): string =>
  element('MaximumMessageSize', settings.maxMessageBytes) +
  element('LoggingEnabled', wordsOf({ notes }).LoggingEnabled ?? flagText(false))

/** Everything there is to say of a topic that holds so many messages. */
export const writeTopic = (topic: Topic, messages: number): string =>
  [
    element('TopicName', topic.name),
    element('CreateTime', secondsOf(topic.createdAtMs)),
    element('LastModifyTime', secondsOf(topic.updatedAtMs)),
    writeSettings(topic),
    element('MessageRetentionPeriod', topicRetentionSeconds),
    element('MessageCount', messages),
  ].join('')
