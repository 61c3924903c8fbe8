import { isIP } from 'node:net'

export type Definition<Value> = {
  flag?: string
  variable: string
  /** How the value is called in a usage line. */
  placeholder: string
  /** Taken when neither flag nor variable is given. */
  usual?: string
  /** What may be given, as the end of "has to be …". */
  allowed: string
  /** What it is for: one line of help. */
  help: string
  /** The value, or undefined when it is not allowed. */
  read: (text: string) => Value | undefined
}

const definition = <Value>(row: Definition<Value>): Definition<Value> => row

const oneOf =
  <const Word extends string>(...words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find(word => word === text)

const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

/** Ranges of addresses, with commas between; an address alone is the range of this one. */
function readRanges(text: string): string[] | undefined {
  const ranges = text.split(',').map(range => toRange(range.trim()))
  return ranges.every(isRange) ? ranges : undefined
}

function toRange(text: string): string {
  if (!/^[0-9a-f.:]+$/i.test(text)) return text
  return isIP(text) === 0 ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`
}

function isRange(text: string): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? []
  return isIP(address) > 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128)
}

/** Without the slash at its end. */
function readUrl(text: string): string | undefined {
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
  return isPlain && url.username === '' ? url.href.replace(/\/+$/, '') : undefined
}

/** An object and nothing else; what has to be in it is for others to say. */
function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i

const tableName = {
  pattern: /^[\w.-]{3,255}$/,
  allowed: 'the name of a table: 3 to 255 letters, digits, dots, hyphens and underscores',
}

/** Every setting, in one place: the flags of `sluice serve`, the environment and the reference are made of this. */
export const definitions = {
  port: definition({
    flag: '--port',
    variable: 'SLUICE_PORT',
    placeholder: 'PORT',
    usual: '9324',
    allowed: 'a whole number from 0 (any free port) to 65535',
    help: 'port to listen on, 0 for any free one',
    read: readPort,
  }),
  host: definition({
    flag: '--host',
    variable: 'SLUICE_HOST',
    placeholder: 'HOST',
    usual: '127.0.0.1',
    allowed: 'an IP address or a host name',
    help: 'address to listen on',
    read: text => (isIP(text) > 0 || hostName.test(text) ? text : undefined),
  }),
  data: definition({
    flag: '--data',
    variable: 'SLUICE_DATA',
    placeholder: 'FOLDER',
    usual: './.sluice',
    allowed: 'the path of a folder',
    help: 'folder of the embedded store, the secret, and large bodies of the dynamo store; made when missing',
    read: matching(/^[^\0]+$/),
  }),
  store: definition({
    flag: '--store',
    variable: 'SLUICE_STORE',
    placeholder: 'STORE',
    usual: 'embedded',
    allowed: 'embedded, memory or dynamo',
    help: 'embedded (kept in the data folder), memory (gone when the server stops) or dynamo (kept in DynamoDB)',
    read: oneOf('embedded', 'memory', 'dynamo'),
  }),
  durability: definition({
    flag: '--durability',
    variable: 'SLUICE_DURABILITY',
    placeholder: 'WHAT',
    usual: 'kill',
    allowed: 'kill or power',
    help: 'what an acknowledged message survives in the embedded store: the end of the process, or the loss of power too',
    read: oneOf('kill', 'power'),
  }),
  messagesTable: definition({
    flag: '--messages-table',
    variable: 'SLUICE_MESSAGES_TABLE',
    placeholder: 'NAME',
    usual: 'sluice-messages',
    allowed: tableName.allowed,
    help: 'table of the dynamo store for messages',
    read: matching(tableName.pattern),
  }),
  documentsTable: definition({
    flag: '--documents-table',
    variable: 'SLUICE_DOCUMENTS_TABLE',
    placeholder: 'NAME',
    usual: 'sluice-documents',
    allowed: tableName.allowed,
    help: 'table of the dynamo store for queues and other settings',
    read: matching(tableName.pattern),
  }),
  dynamoEndpoint: definition({
    flag: '--dynamo-endpoint',
    variable: 'SLUICE_DYNAMO_ENDPOINT',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'another DynamoDB endpoint than that of the region; on this machine, missing tables are made there',
    read: readUrl,
  }),
  bodiesBucket: definition({
    variable: 'SLUICE_BODIES_BUCKET',
    placeholder: 'NAME',
    allowed: 'the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
    help: 'S3 bucket of the dynamo store for large bodies, which otherwise lie in the data folder',
    read: matching(/^[a-z0-9][a-z0-9.-]{2,62}$/),
  }),
  secretId: definition({
    variable: 'SLUICE_SECRET_ID',
    placeholder: 'ID',
    allowed: 'the name or the ARN of a secret',
    help: 'secret in Secrets Manager for the dynamo store, which otherwise lies in the data folder',
    read: matching(/^[\w/+=.@:!-]{1,2048}$/),
  }),
  secretsEndpoint: definition({
    variable: 'SLUICE_SECRETS_ENDPOINT',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'another Secrets Manager endpoint than that of the region',
    read: readUrl,
  }),
  timerQueueUrl: definition({
    variable: 'SLUICE_TIMER_QUEUE_URL',
    placeholder: 'URL',
    allowed: 'the http or https URL of a queue of Amazon SQS',
    help: 'SQS queue whose delayed messages wake the function that pushes',
    read: readUrl,
  }),
  sqsEndpoint: definition({
    variable: 'SLUICE_SQS_ENDPOINT',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'another Amazon SQS endpoint than that of the region',
    read: readUrl,
  }),
  lambdaEndpoint: definition({
    variable: 'SLUICE_LAMBDA_ENDPOINT',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'another Lambda endpoint than that of the region',
    read: readUrl,
  }),
  ingest: definition({
    variable: 'SLUICE_INGEST',
    placeholder: 'JSON',
    allowed: 'an object of JSON: names of queues by what goes into them',
    help: 'which queue takes what comes from where (queues of SQS, events, buckets)',
    read: readJsonObject,
  }),
  auth: definition({
    flag: '--auth',
    variable: 'SLUICE_AUTH',
    placeholder: 'MODE',
    usual: 'off',
    allowed: 'on or off',
    help: 'on: callers prove with an access key who they are; off: whoever reaches the port may do anything, only on a loopback host',
    read: oneOf('on', 'off'),
  }),
  signingRegion: definition({
    flag: '--signing-region',
    variable: 'SLUICE_SIGNING_REGION',
    placeholder: 'WHICH',
    usual: 'any',
    allowed: 'any or own',
    help: 'which region signatures of the foreign protocols may be for: any, or that of --region alone',
    read: oneOf('any', 'own'),
  }),
  account: definition({
    flag: '--account',
    variable: 'SLUICE_ACCOUNT',
    placeholder: 'ID',
    usual: '000000000000',
    allowed: 'an AWS account id: 12 digits',
    help: 'account id in the queue addresses of the foreign protocols',
    read: matching(/^\d{12}$/),
  }),
  region: definition({
    flag: '--region',
    variable: 'SLUICE_REGION',
    placeholder: 'REGION',
    usual: 'us-east-1',
    allowed: 'a region: 1 to 32 lower-case letters, digits and hyphens',
    help: 'region of the dynamo store, and in the names and signatures of the foreign protocols',
    read: matching(/^[a-z0-9-]{1,32}$/),
  }),
  publicUrl: definition({
    flag: '--public-url',
    variable: 'SLUICE_PUBLIC_URL',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'address that callers use, where it is not the one listened on',
    read: readUrl,
  }),
  pushAllow: definition({
    flag: '--push-allow',
    variable: 'SLUICE_PUSH_ALLOW',
    placeholder: 'RANGES',
    allowed: 'addresses or ranges of them, such as 127.0.0.1, 10.1.0.0/16 or fd00::/8, with commas between',
    help: 'addresses inside (loopback, private, link-local) that subscriptions may push to all the same',
    read: readRanges,
  }),
  push: definition({
    flag: '--push',
    variable: 'SLUICE_PUSH',
    placeholder: 'MODE',
    usual: 'on',
    allowed: 'on or off',
    help: 'on: this server pushes, for subscriptions and triggers; off: others do, as where a stack has the same tables',
    read: oneOf('on', 'off'),
  }),
  modules: definition({
    flag: '--modules',
    variable: 'SLUICE_MODULES',
    placeholder: 'FOLDER',
    allowed: 'the path of a folder',
    help: 'folder below which triggers may name module files to run; with auth off the working directory, with auth on none',
    read: matching(/^[^\0]+$/),
  }),
  sqsStrict: definition({
    flag: '--sqs-strict',
    variable: 'SLUICE_SQS_STRICT',
    placeholder: 'MODE',
    usual: 'on',
    allowed: 'on or off',
    help: 'on: SQS requests are held to the limits of AWS; off: to ours, which are wider (longer delays, larger batches)',
    read: oneOf('on', 'off'),
  }),
  sqsCooldownSeconds: definition({
    flag: '--sqs-cooldown-seconds',
    variable: 'SLUICE_SQS_COOLDOWN_SECONDS',
    placeholder: 'SECONDS',
    usual: '60',
    allowed: 'a whole number from 0 to 60',
    help: 'how long SQS requests have to wait between two purges of a queue, and to use the name of a deleted one again',
    read: text => (/^\d{1,2}$/.test(text) && Number(text) <= 60 ? Number(text) : undefined),
  }),
  clock: definition({
    flag: '--clock',
    variable: 'SLUICE_CLOCK',
    placeholder: 'CLOCK',
    usual: 'wall',
    allowed: 'wall or virtual',
    help: 'wall, or virtual: the time of queues stands still until POST /dev/clock moves it',
    read: oneOf('wall', 'virtual'),
  }),
}
