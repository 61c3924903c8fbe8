import { isIP } from 'node:net'

/** A setting that is missing or wrong. Its message names the setting, what was given and what is allowed. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

type Definition<Value> = {
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
  /** Values that are known and cannot be had, with the reason. */
  refused?: Readonly<Record<string, string>>
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

/** Without the slash at its end. */
function readUrl(text: string): string | undefined {
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
  return isPlain && url.username === '' ? url.href.replace(/\/+$/, '') : undefined
}

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i

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
    help: 'folder of the embedded store, made when missing',
    read: matching(/^[^\0]+$/),
  }),
  store: definition({
    flag: '--store',
    variable: 'SLUICE_STORE',
    placeholder: 'STORE',
    usual: 'embedded',
    allowed: 'embedded or memory',
    help: 'embedded (kept in the data folder) or memory (gone when the server stops)',
    read: oneOf('embedded', 'memory'),
    refused: {
      dynamo:
        'The DynamoDB store comes with the next release; until then there are embedded and memory, for one machine.',
    },
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
  dynamoEndpoint: definition({
    variable: 'SLUICE_DYNAMO_ENDPOINT',
    placeholder: 'URL',
    allowed: 'an http or https URL without a query',
    help: 'another DynamoDB endpoint than the one of the region; nothing reads it before the DynamoDB store is there',
    read: readUrl,
  }),
  auth: definition({
    flag: '--auth',
    variable: 'SLUICE_AUTH',
    placeholder: 'MODE',
    usual: 'off',
    allowed: 'off',
    help: 'off: whoever reaches the port may do anything; only on a loopback host',
    read: oneOf('off'),
    refused: { on: 'Access keys come with a later release; until then only off can be had, on a loopback host.' },
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
    help: 'region in the names and signatures of the foreign protocols',
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

type Definitions = typeof definitions
export type SettingName = keyof Definitions
type ValueOf<Name extends SettingName> = NonNullable<ReturnType<Definitions[Name]['read']>>
type OptionalName = 'dynamoEndpoint' | 'publicUrl'
export type Settings = { readonly [Name in Exclude<SettingName, OptionalName>]: ValueOf<Name> } & {
  readonly [Name in OptionalName]?: ValueOf<Name>
}

/** Texts as given by flags, by the name of the setting. */
export type Flags = { readonly [Name in SettingName]?: string | undefined }
type Environment = Readonly<Record<string, string | undefined>>

/**
 * All settings: a flag before the environment, the environment before what is usual. A variable that is set but empty
 * counts as not set. Throws a SettingError on the first that is wrong.
 */
export function readSettings(flags: Flags, environment: Environment = process.env): Settings {
  const values = (Object.keys(definitions) as SettingName[]).map(name => [name, readOne(name, flags, environment)])
  const settings = Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Settings
  checkHost(settings)
  return settings
}

function readOne(name: SettingName, flags: Flags, environment: Environment): unknown {
  const row: Definition<unknown> = definitions[name]
  const fromFlag = flags[name]
  const text = fromFlag ?? (environment[row.variable] || row.usual)
  if (text === undefined) return undefined
  const label = fromFlag === undefined ? row.variable : row.flag!
  const reason = row.refused && Object.hasOwn(row.refused, text) ? row.refused[text] : undefined
  if (reason !== undefined) throw new SettingError(`${label} is ${JSON.stringify(text)}. ${reason}`)
  const value = row.read(text)
  if (value === undefined) throw new SettingError(`${label} is ${JSON.stringify(text)}: it has to be ${row.allowed}.`)
  return value
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** Nobody is asked who they are, so nobody else's machine may get here. */
function checkHost({ host }: Settings): void {
  if (isLoopback(host)) return
  throw new SettingError(
    `The host is ${JSON.stringify(host)}: with auth off it has to be localhost, 127.x.x.x or ::1. ` +
      'Listening elsewhere needs auth on, and access keys come with a later release.',
  )
}

/**
 * What the functions on AWS are told by their environment. Throws a SettingError in this release, whatever it says: a
 * function keeps nothing between two calls, so of all stores only DynamoDB will do.
 */
export function readFunctionSettings(environment: Environment = process.env): never {
  const store = environment[definitions.store.variable]
  if (store !== 'dynamo')
    throw new SettingError(`SLUICE_STORE is ${JSON.stringify(store ?? '')}: on AWS it has to be dynamo.`)
  throw new SettingError(`SLUICE_STORE is "dynamo". ${definitions.store.refused!.dynamo}`)
}
