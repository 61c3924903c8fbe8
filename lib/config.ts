import { isIP } from 'node:net'
import type { Definition } from './definition.ts'
import { definitions } from './definitions.ts'

export { definitions } from './definitions.ts'

/** A setting that is missing or wrong. Its message names the setting, what was given and what is allowed. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

type Definitions = typeof definitions
export type SettingName = keyof Definitions
type ValueOf<Name extends SettingName> = NonNullable<ReturnType<Definitions[Name]['read']>>
type OptionalName =
  | 'dynamoEndpoint'
  | 'bodiesBucket'
  | 'secretId'
  | 'secretsEndpoint'
  | 'timerQueueUrl'
  | 'sqsEndpoint'
  | 'lambdaEndpoint'
  | 'ingest'
  | 'publicUrl'
  | 'pushAllow'
  | 'modules'
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
  const value = row.read(text)
  if (value === undefined) throw new SettingError(`${label} is ${JSON.stringify(text)}: it has to be ${row.allowed}.`)
  return value
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** Whether an address is one of this machine, where an emulator listens and not DynamoDB itself. */
export const isLocalEndpoint = (endpoint: string | undefined): boolean =>
  endpoint !== undefined && isLoopback(new URL(endpoint).hostname.replace(/^\[|\]$/g, ''))

/** With auth off nobody is asked who they are, so nobody else's machine may get here. */
function checkHost({ host, auth }: Settings): void {
  if (auth === 'on' || isLoopback(host)) return
  throw new SettingError(
    `The host is ${JSON.stringify(host)}: with auth off it has to be localhost, 127.x.x.x or ::1. ` +
      'Listening elsewhere needs --auth on.',
  )
}

const ofFunctions = [
  'account',
  'region',
  'messagesTable',
  'documentsTable',
  'dynamoEndpoint',
  'bodiesBucket',
  'secretId',
  'secretsEndpoint',
  'publicUrl',
] as const

/** What the stack may say, and what is usual elsewhere is usual there too. */
const perhapsOfFunctions = [
  'sqsStrict',
  'sqsCooldownSeconds',
  'pushAllow',
  'timerQueueUrl',
  'sqsEndpoint',
  'lambdaEndpoint',
  'ingest',
] as const

/** What the functions on AWS need to know. The stack says all of it that has no default (serverless.yml). */
export type FunctionSettings = { readonly [Name in (typeof ofFunctions)[number]]: ValueOf<Name> } & Pick<
  Settings,
  (typeof perhapsOfFunctions)[number]
>

/**
 * What the functions on AWS are told by their environment; what they have to work with is never taken as usual there. Throws a SettingError for
 * what is missing or wrong: a function keeps nothing between two calls, so of all stores only DynamoDB will do.
 */
export function readFunctionSettings(environment: Environment = process.env): FunctionSettings {
  const store = environment[definitions.store.variable]
  if (store !== 'dynamo')
    throw new SettingError(`SLUICE_STORE is ${JSON.stringify(store ?? '')}: on AWS it has to be dynamo.`)
  const auth = environment[definitions.auth.variable]
  if (auth !== 'on') throw new SettingError(`SLUICE_AUTH is ${JSON.stringify(auth ?? '')}: on AWS it has to be on.`)
  const values = ofFunctions.map(name => [name, readGiven(name, environment)])
  const perhaps = perhapsOfFunctions.map(name => [name, readOne(name, {}, environment)])
  return Object.fromEntries([...values, ...perhaps]) as FunctionSettings
}

function readGiven(name: SettingName, environment: Environment): unknown {
  const { variable, allowed } = definitions[name]
  if (!environment[variable]) throw new SettingError(`${variable} is not set: on AWS it has to be ${allowed}.`)
  return readOne(name, {}, environment)
}

/** What Lambda says of tracing for the call under way, in the words of X-Ray. */
export const traceNow = ({ _X_AMZN_TRACE_ID: trace }: Environment = process.env): string | undefined =>
  trace || undefined
