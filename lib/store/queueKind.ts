/** The kind of the documents that queues are: the one that a store looks at itself, where a queue has to live. */
export const queueKind = 'queue'
