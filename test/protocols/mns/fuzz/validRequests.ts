/** What stands for something that only the server knows, until a request is sent. */
export const latest = { handle: '@handle', marker: '@marker' }

export type Sent = { method: string; target: string; headers: Record<string, string>; body: string }

const at = '/queues/orders/messages'
const sent = (method: string, target: string, body = '', headers: Record<string, string> = {}): Sent => ({
  method,
  target,
  headers,
  body,
})

const message = '<Message><MessageBody>x</MessageBody><DelaySeconds>0</DelaySeconds><Priority>3</Priority></Message>'
const property = '<PropertyValue><Name>a</Name><Value>1</Value><Type>NUMBER</Type></PropertyValue>'
const trace = '<SystemPropertyValue><Name>b</Name><Value>1</Value><Type>STRING</Type></SystemPropertyValue>'
const lists = `<UserProperties>${property}</UserProperties><SystemProperties>${trace}</SystemProperties>`
const rich = `<Message xmlns="http://mns.aliyuncs.com/doc/v1/"><MessageBody>&lt;x&gt; ü<![CDATA[&]]></MessageBody>${lists}</Message>`
const settings =
  '<Queue><VisibilityTimeout>30</VisibilityTimeout><DelaySeconds>0</DelaySeconds><LoggingEnabled>True</LoggingEnabled></Queue>'
const dead =
  '<Queue><DlqPolicy><Enabled>True</Enabled><DeadLetterTargetQueue>dead</DeadLetterTargetQueue><MaxReceiveCount>3</MaxReceiveCount></DlqPolicy></Queue>'

const endpoint = 'acs:mns:us-east-1:000000000000:queues/dead'
export const subscription = `<Subscription><Endpoint>${endpoint}</Endpoint><NotifyContentFormat>SIMPLIFIED</NotifyContentFormat></Subscription>`

/** Every operation, and requests of it that are served if the queue and the handle are there. */
export const validRequests: Readonly<Record<string, readonly Sent[]>> = {
  CreateQueue: [sent('PUT', '/queues/spare', '<Queue/>'), sent('PUT', '/queues/spare', '<Queue></Queue>')],
  SetQueueAttributes: [
    sent('PUT', '/queues/orders?metaoverride=true', settings),
    sent('PUT', '/queues/orders?metaoverride=true', dead),
  ],
  GetQueueAttributes: [sent('GET', '/queues/orders')],
  DeleteQueue: [sent('DELETE', '/queues/brief')],
  ListQueue: [
    sent('GET', '/queues'),
    sent('GET', '/queues', '', { 'x-mns-ret-number': '1', 'x-mns-prefix': 'o', 'x-mns-with-meta': 'true' }),
    sent('GET', '/queues', '', { 'x-mns-ret-number': '1', 'x-mns-marker': latest.marker }),
  ],
  SendMessage: [sent('POST', at, message), sent('POST', at, rich)],
  BatchSendMessage: [sent('POST', at, `<Messages>${message}${rich}</Messages>`)],
  ReceiveMessage: [sent('GET', at), sent('GET', `${at}?waitseconds=0`)],
  BatchReceiveMessage: [sent('GET', `${at}?numOfMessages=16&waitseconds=0`)],
  PeekMessage: [sent('GET', `${at}?peekonly=true`)],
  BatchPeekMessage: [sent('GET', `${at}?peekonly=true&numOfMessages=3`)],
  DeleteMessage: [sent('DELETE', `${at}?ReceiptHandle=${latest.handle}`)],
  BatchDeleteMessage: [
    sent('DELETE', at, `<ReceiptHandles><ReceiptHandle>${latest.handle}</ReceiptHandle></ReceiptHandles>`),
  ],
  ChangeMessageVisibility: [sent('PUT', `${at}?receiptHandle=${latest.handle}&visibilityTimeout=5`)],
  CreateTopic: [sent('PUT', '/topics/spare', '<Topic/>')],
  SetTopicAttributes: [
    sent('PUT', '/topics/t?metaoverride=true', '<Topic><LoggingEnabled>True</LoggingEnabled></Topic>'),
  ],
  GetTopicAttributes: [sent('GET', '/topics/t')],
  DeleteTopic: [sent('DELETE', '/topics/brief')],
  ListTopic: [sent('GET', '/topics', '', { 'x-mns-with-meta': 'true' })],
  PublishMessage: [
    sent('POST', '/topics/t/messages', '<Message><MessageBody>x</MessageBody><MessageTag>a</MessageTag></Message>'),
  ],
  Subscribe: [sent('PUT', '/topics/t/subscriptions/spare', subscription)],
  SetSubscriptionAttributes: [
    sent(
      'PUT',
      '/topics/t/subscriptions/s?metaoverride=true',
      '<Subscription><NotifyStrategy>BACKOFF_RETRY</NotifyStrategy><FilterTag>a</FilterTag></Subscription>',
    ),
  ],
  GetSubscriptionAttributes: [sent('GET', '/topics/t/subscriptions/s')],
  Unsubscribe: [sent('DELETE', '/topics/t/subscriptions/brief')],
  ListSubscriptionByTopic: [sent('GET', '/topics/t/subscriptions', '', { 'x-mns-ret-number': '1' })],
  GetAccountAttributes: [sent('GET', '/?accountmeta=true')],
  SetAccountAttributes: [sent('PUT', '/?accountmeta=true', '<Account><LoggingBucket>a</LoggingBucket></Account>')],
  OpenService: [sent('POST', '/commonbuy/openservice')],
}

/** Those that need a message in flight. */
export const settling: ReadonlySet<string> = new Set(['DeleteMessage', 'BatchDeleteMessage', 'ChangeMessageVisibility'])
/** Those that need a message to be had. */
export const taking: ReadonlySet<string> = new Set([
  'ReceiveMessage',
  'BatchReceiveMessage',
  'PeekMessage',
  'BatchPeekMessage',
])
