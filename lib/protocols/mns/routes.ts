import { MnsError } from './errors.ts'
import type { Operation } from './operation.ts'
import { getAccountAttributes, openService, setAccountAttributes } from './operations/account.ts'
import { batchDeleteMessage } from './operations/batchDeleteMessage.ts'
import { batchSendMessage } from './operations/batchSendMessage.ts'
import { changeMessageVisibility } from './operations/changeMessageVisibility.ts'
import { createQueue } from './operations/createQueue.ts'
import { deleteMessage } from './operations/deleteMessage.ts'
import { deleteQueue } from './operations/deleteQueue.ts'
import { getQueueAttributes } from './operations/getQueueAttributes.ts'
import { listQueue } from './operations/listQueue.ts'
import { batchPeekMessage, peekMessage } from './operations/peekMessage.ts'
import { publishMessage } from './operations/publishMessage.ts'
import { batchReceiveMessage, receiveMessage } from './operations/receiveMessage.ts'
import { sendMessage } from './operations/sendMessage.ts'
import { setQueueAttributes } from './operations/setQueueAttributes.ts'
import {
  getSubscriptionAttributes,
  listSubscriptionByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './operations/subscriptions.ts'
import { createTopic, deleteTopic, getTopicAttributes, listTopic, setTopicAttributes } from './operations/topics.ts'
import { isTrue, type Query } from './query.ts'

/** What tells apart the operations of one method and path: the query, and the root of the document. */
export type Asked = { query: Query; root: string | undefined }
type Choose = (asked: Asked) => Operation

const always =
  (operation: Operation): Choose =>
  () =>
    operation
const overriding =
  (create: Operation, change: Operation): Choose =>
  ({ query }) =>
    isTrue(query.get('metaoverride')) ? change : create

const putting: Choose = ({ root }) => (root === 'Messages' ? batchSendMessage : sendMessage)
const deleting: Choose = ({ query, root }) =>
  !query.has('receipthandle') && root !== undefined ? batchDeleteMessage : deleteMessage

function getting({ query }: Asked): Operation {
  const isBatch = query.has('numofmessages')
  if (isTrue(query.get('peekonly'))) return isBatch ? batchPeekMessage : peekMessage
  return isBatch ? batchReceiveMessage : receiveMessage
}

const ofAccount =
  (operation: Operation): Choose =>
  ({ query }) => {
    if (isTrue(query.get('accountmeta'))) return operation
    throw new MnsError('InvalidRequestURL')
  }

type Methods = Readonly<Record<string, Choose>>

/** Every operation, by path and method (reference, 1.2). What stands in brackets in a path is a name. */
const table: readonly (readonly [path: RegExp, methods: Methods])[] = [
  [/^\/queues\/?$/, { GET: always(listQueue) }],
  [
    /^\/queues\/([^/]+)$/,
    {
      PUT: overriding(createQueue, setQueueAttributes),
      GET: always(getQueueAttributes),
      DELETE: always(deleteQueue),
    },
  ],
  [
    /^\/queues\/([^/]+)\/messages$/,
    { POST: putting, GET: getting, DELETE: deleting, PUT: always(changeMessageVisibility) },
  ],
  [/^\/topics\/?$/, { GET: always(listTopic) }],
  [
    /^\/topics\/([^/]+)$/,
    {
      PUT: overriding(createTopic, setTopicAttributes),
      GET: always(getTopicAttributes),
      DELETE: always(deleteTopic),
    },
  ],
  [/^\/topics\/([^/]+)\/messages$/, { POST: always(publishMessage) }],
  [/^\/topics\/([^/]+)\/subscriptions\/?$/, { GET: always(listSubscriptionByTopic) }],
  [
    /^\/topics\/([^/]+)\/subscriptions\/([^/]+)$/,
    {
      PUT: overriding(subscribe, setSubscriptionAttributes),
      GET: always(getSubscriptionAttributes),
      DELETE: always(unsubscribe),
    },
  ],
  [/^\/$/, { GET: ofAccount(getAccountAttributes), PUT: ofAccount(setAccountAttributes) }],
  [/^\/commonbuy\/openservice$/, { POST: always(openService) }],
]

// Clients that were given a host of the service for a path (reference, 1.6).
const hostPrefix = /^\/[^/]+\.mns\.[^/]+\.aliyuncs\.com(?=\/)/

export type Found = { choose: Choose; names: readonly string[] }

/** The operations of a method and a path, or InvalidRequestURL. */
export function findRoute(method: string, path: string): Found {
  const plain = path.replace(hostPrefix, '')
  for (const [pattern, methods] of table) {
    const match = plain.match(pattern)
    const choose = match && Object.hasOwn(methods, method) ? methods[method] : undefined
    if (choose !== undefined) return { choose, names: match!.slice(1).map(decoded) }
  }
  throw new MnsError('InvalidRequestURL')
}

/** What cannot be decoded stays as it is, and will be nothing's name. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
