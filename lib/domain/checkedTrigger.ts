import { urlFault } from './endpointUrl.ts'
import { policyProblems } from './filterPolicy.ts'
import { limits } from './limits.ts'
import { type FieldProblem, invalid } from './problem.ts'
import { queueNamePattern } from './queue.ts'
import { defaultTrigger, type TriggerSettings, type TriggerTarget } from './trigger.ts'

/** Settings of a trigger to be taken over; null takes away one that need not be there. */
export type TriggerChange = {
  [Name in keyof TriggerSettings]?:
    | TriggerSettings[Name]
    | (undefined extends TriggerSettings[Name] ? null : never)
    | undefined
}

type Stands = Omit<TriggerSettings, 'target'> & { target?: TriggerTarget }

/** Settings as they are to be stored; throws InvalidInput with everything that is wrong. */
export function checkedTrigger(change: TriggerChange, before: Stands = defaultTrigger): TriggerSettings {
  const named = Object.entries(change).filter(([, value]) => value !== undefined)
  const given = Object.entries({ ...before, ...Object.fromEntries(named) })
  const settings = Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined)) as Stands
  const { target, filter } = settings
  const problems = [
    ...(target === undefined ? [{ path: ['target'], detail: 'is missing' }] : targetProblems(target)),
    ...ranges.flatMap(range => rangeProblems(settings, range)),
    ...(filter?.attributes === undefined ? [] : policyProblems(filter.attributes, ['filter', 'attributes'])),
  ]
  if (problems.length > 0) throw invalid(...problems)
  return { ...settings, target: target! }
}

/** The target alone, or InvalidInput. */
export function checkedTarget(target: TriggerTarget): TriggerTarget {
  const problems = targetProblems(target)
  if (problems.length > 0) throw invalid(...problems)
  return target
}

type Range = [name: Exclude<keyof TriggerSettings, 'target' | 'filter'>, min: number, max: number]

const ranges: readonly Range[] = [
  ['batchSize', 1, limits.triggerBatchMax],
  ['batchWindowSeconds', 0, limits.triggerWindowSecondsMax],
  ['timeoutSeconds', 1, limits.triggerSecondsMax],
  ['maxConcurrency', 1, limits.inFlightMax],
  ['maxPerSecond', 1, limits.pushesPerSecondMax],
]

function rangeProblems(settings: Stands, [name, min, max]: Range): FieldProblem[] {
  const got = settings[name]
  if (got === undefined || (Number.isInteger(got) && got >= min && got <= max)) return []
  return [{ path: [name], detail: 'has to be a whole number in the range', limit: `${min} to ${max}`, got }]
}

/** What is wrong with each kind of target: the field that names it, and why it names nothing. */
type Fault = readonly [field: string, got: string, why: string | undefined]
const faults: Record<TriggerTarget['kind'], (target: never) => Fault> = {
  function: ({ function: arn }: { function: string }) => ['function', arn, arnFault(arn)],
  http: ({ url }: { url: string }) => ['url', url, urlFault(url)],
  queue: ({ queue }: { queue: string }) => [
    'queue',
    queue,
    queueNamePattern.test(queue) ? undefined : 'is not the name of a queue',
  ],
  sqs: ({ url }: { url: string }) => ['url', url, sqsFault(url)],
  module: ({ path }: { path: string }) => ['path', path, pathFault(path)],
}

function targetProblems(target: TriggerTarget): FieldProblem[] {
  const [field, got, detail] = faults[target.kind](target as never)
  return detail === undefined ? [] : [{ path: ['target', field], detail, got: got.slice(0, 100) }]
}

const arnPattern =
  /^arn:aws(-cn|-us-gov)?:lambda:[a-z]{2}(-[a-z]+)+-\d:\d{12}:function:[\w-]{1,64}(:(\$LATEST|[\w-]{1,128}))?$/

const arnFault = (arn: string): string | undefined =>
  arnPattern.test(arn)
    ? undefined
    : 'is not the ARN of a Lambda function, as in arn:aws:lambda:eu-central-1:123456789012:function:NAME, with a version or an alias where it has one'

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

// Under amazonaws.com there are endpoints of everybody, such as APIs and buckets.
const sqsHost = /^sqs(-fips)?\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$/

/** Whoever sends there signs what it sends: to nobody but SQS itself, and to emulators on this machine. */
function sqsFault(text: string): string | undefined {
  const fault = urlFault(text)
  if (fault !== undefined) return fault
  const { protocol, hostname, pathname, search, hash } = new URL(text)
  const isThere = protocol === 'https:' && sqsHost.test(hostname)
  const isQueue = /^\/\d{12}\/[\w-]{1,80}(\.fifo)?$/.test(pathname) && search === '' && hash === ''
  return isQueue && (isThere || isLoopback(hostname))
    ? undefined
    : 'is not the URL of a queue of Amazon SQS, as in https://sqs.eu-central-1.amazonaws.com/123456789012/NAME'
}

function pathFault(path: string): string | undefined {
  if (path.length > limits.modulePathCharactersMax) return `is longer than ${limits.modulePathCharactersMax} characters`
  const isPlain = !/[\\\p{Cc}]/u.test(path) && !path.startsWith('/') && !path.split('/').includes('..')
  return isPlain && /[^/]\.(ts|js|mjs)$/.test(path)
    ? undefined
    : 'is not the path of a .ts, .js or .mjs file below the folder of modules, as in ./handler.ts'
}
