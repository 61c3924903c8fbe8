import { limits as domain } from '../../domain/limits.ts'

/** What is taken of a document. A batch of 16 messages with all properties has some 1,500 elements, seven deep, and as many attributes as somebody cares to write on its root. */
export const xmlBounds = { depthMax: 8, elementsMax: 2_000, attributesMax: 64 } as const

/** Of the reference; durations in seconds, sizes in bytes, bounds inclusive. Where ours reach further, ours. */
export const limits = {
  batchMax: 16,
  delaySecondsMax: domain.queueDelaySecondsMax,
  waitSecondsMax: 30,
  visibilitySecondsMax: domain.visibilityTimeoutSecondsMax,
  retentionSecondsMin: domain.retentionSecondsMin,
  retentionSecondsMax: domain.retentionSecondsMax,
  messageBytesMin: domain.messageBytesFloor,
  /** The service stops at 65,536. */
  messageBytesMax: domain.messageBytesMax,
  /** What a queue takes that says nothing of it, and all messages of a batch together unless the queue takes more in one. */
  messageBytesDefault: 65_536,
  priorityMax: domain.priorityMax,
  listMax: 1_000,
  /** Of each kind; a name and a value of this many characters at most. */
  propertiesMax: domain.attributesMax,
  propertyNameMax: domain.attributeNameCharactersMax,
  groupIdMax: domain.orderedIdCharactersMax,
} as const

/** `&` takes five bytes in XML: five times this still fits into what Lambda carries. One message always comes. */
export const answerBytesMax = 900_000

/** Of a queue; 256 in older texts of the service. */
export const nameCharactersMax = domain.queueNameCharactersMax

/** Of a topic and of a subscription. */
export const topicNameCharactersMax = domain.topicNameCharactersMax

/** What the service keeps messages of a topic for; ours are kept until every copy is delivered. */
export const topicRetentionSeconds = 86_400
