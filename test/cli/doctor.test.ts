import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Answer, Ask } from '../../cli/serve/doctor/aws.ts'
import { doctorCommand } from '../../cli/serve/doctor/command.ts'
import { checkClock } from '../../cli/serve/doctor/doors.ts'
import { functionNames } from '../../cli/serve/doctor/site.ts'
import { readSettings } from '../../cli/settings.ts'
import type { World } from '../../cli/world.ts'
import { findQueue, saveQueue } from '../../lib/actions/queueDocument.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { anInstallation } from '../identity/anInstallation.ts'

const keys = [
  { AttributeName: 'p', KeyType: 'HASH' },
  { AttributeName: 's', KeyType: 'RANGE' },
]
const Table = {
  TableStatus: 'ACTIVE',
  KeySchema: keys,
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  DeletionProtectionEnabled: true,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  LatestStreamArn: 'arn:aws:dynamodb:x:0:table/t/stream/1',
}
const timers = 'https://sqs.example/000000000000/sluice-dev-timers'
const Variables = {
  SLUICE_TIMER_QUEUE_URL: timers,
  SLUICE_PUBLIC_URL: 'https://api.example',
  SLUICE_BODIES_BUCKET: 'b',
}
const source = { State: 'Enabled', FunctionResponseTypes: ['ReportBatchItemFailures'] }
const Pattern = '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"w":{"S":[{"exists":true}]}}}}'
const onStream = {
  ...source,
  EventSourceArn: 'arn:aws:dynamodb:x:0:table/t/stream/1',
  FilterCriteria: { Filters: [{ Pattern }] },
}
const onTimers = { ...source, EventSourceArn: 'arn:aws:sqs:x:0:sluice-dev-timers' }

/** What AWS says of a stage that is well, by operation. */
const well: Record<string, (input: Record<string, string>) => Answer> = {
  DescribeTable: () => ({ Table }),
  DescribeTimeToLive: () => ({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 't' } }),
  DescribeContinuousBackups: () => ({
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
  }),
  HeadBucket: () => ({}),
  GetBucketLifecycleConfiguration: () => ({
    Rules: [17, 24, 48, 400, 3700].map(days => ({ ID: `d${days}`, Status: 'Enabled' })),
  }),
  GetSecretValue: () => ({ SecretString: JSON.stringify({ current: 'x'.repeat(64) }) }),
  GetQueueAttributes: () => ({
    Attributes: { VisibilityTimeout: '960', ApproximateNumberOfMessages: '0', RedrivePolicy: '{}' },
  }),
  GetFunctionConfiguration: ({ FunctionName }) => ({
    State: 'Active',
    Role: `arn:aws:iam::0:role/${FunctionName}`,
    Timeout: 900,
    Environment: { Variables },
  }),
  ListEventSourceMappings: () => ({ EventSourceMappings: [onTimers, onStream] }),
}

type Wish = { aws?: Partial<typeof well>; line?: string[]; status?: number; date?: string | null; isServed?: boolean }

/** One run of the command, and what it printed of each part. */
async function examined({
  aws = {},
  line = ['--stage', 'dev', '--json'],
  status = 200,
  date,
  isServed = true,
}: Wish = {}) {
  const { services, store, wall } = await anInstallation()
  const name = '~canary'
  const times = { createdAtMs: 0, updatedAtMs: 0 }
  await saveQueue(services, name, 'any', () => ({
    name,
    uid: 'c',
    generation: 1,
    settings: defaultSettings,
    paused: false,
    ...times,
  }))
  await runUpkeep(services, 1_000)
  const take = async () => {
    wall.advanceMs(1_000)
    if (!isServed) return
    const { queue } = (await findQueue(services, name))!
    const leased = await store.poll(queue, {
      maxMessages: 10,
      maxBytes: 1_000_000,
      judge: (_, nowMs) => ({ kind: 'lease', untilMs: nowMs + 1_000, attempts: 1 }),
    })
    await store.settle(
      queue,
      leased.map(({ receipt }) => ({ kind: 'ack', receipt, ifLapsed: 'accept' })),
    )
  }
  let printed = ''
  const stdout = new Writable({
    write(chunk, _, done) {
      printed += chunk
      done()
    },
  })
  const ask: Ask = async (_, operation, input) => (aws[operation] ?? well[operation]!)(input as Record<string, string>)
  const world = { settings: readSettings({}), stdout } as unknown as World
  const command = doctorCommand(world, {
    ask: () => ask,
    get: async () => ({ status, date: date === undefined ? new Date(wall.nowMs()).toUTCString() : date }),
    nowMs: () => wall.nowMs(),
    rest: take,
    withServices: () => work => work(services),
  })
  const failure = await command.parseAsync(line, { from: 'user' }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  return { printed, failure, parts: line.includes('--json') ? partsOf(printed) : {} }
}

const partsOf = (printed: string): Record<string, { outcome: string; seen: string; todo?: string }> =>
  Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .filter(Boolean)
      .map(line => [JSON.parse(line).name, JSON.parse(line)]),
  )

test('of a stage that is well every part is well', async () => {
  const { parts, failure } = await examined()
  expect(failure).toBeUndefined()
  expect(Object.values(parts).filter(({ outcome }) => outcome !== 'ok')).toEqual([])
  expect(Object.keys(parts)).toHaveLength(7 + 3 + functionNames.length + 3 + 2 + 2)
})

const denied = () => {
  throw Object.assign(new Error('not authorized to perform it'), { name: 'AccessDeniedException' })
}
/** As S3 says it of a bucket: its answer has no body. */
const forbidden = () => {
  throw Object.assign(new Error('Unknown'), { name: '403', $metadata: { httpStatusCode: 403 } })
}
const missing = () => {
  throw Object.assign(new Error('no such thing'), { name: 'ResourceNotFoundException' })
}
const table = (more: object) => ({ DescribeTable: () => ({ Table: { ...Table, ...more } }) })
const queue = (more: object) => ({
  GetQueueAttributes: () => ({ Attributes: { ...(well.GetQueueAttributes!({}).Attributes as object), ...more } }),
})
const sources = (...EventSourceMappings: object[]) => ({ ListEventSourceMappings: () => ({ EventSourceMappings }) })
const secret = (SecretString: string) => ({ GetSecretValue: () => ({ SecretString }) })

const messages = 'sluice-dev-messages'
const cases: [part: string, outcome: string, seen: RegExp, wish: Wish][] = [
  [`table ${messages}`, 'fail', /no such thing/, { aws: { DescribeTable: missing } }],
  [`table ${messages}`, 'warn', /not authorized/, { aws: { DescribeTable: denied } }],
  ['bucket', 'warn', /403/, { aws: { HeadBucket: forbidden } }],
  [
    'dispatch on the stream',
    'fail',
    /not on the stream/,
    { aws: table({ LatestStreamArn: 'arn:aws:dynamodb:x:0:table/t/stream/2' }) },
  ],
  [
    `table ${messages}`,
    'fail',
    /keys are x HASH/,
    { aws: table({ KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }] }) },
  ],
  [`table ${messages}`, 'fail', /CREATING/, { aws: table({ TableStatus: 'CREATING' }) }],
  [`table ${messages}`, 'warn', /PROVISIONED/, { aws: table({ BillingModeSummary: undefined }) }],
  [`table ${messages}`, 'warn', /not protected/, { aws: table({ DeletionProtectionEnabled: false }) }],
  [
    `TTL of ${messages}`,
    'fail',
    /DISABLED/,
    { aws: { DescribeTimeToLive: () => ({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }) } },
  ],
  [`recovery of ${messages}`, 'warn', /undefined/, { aws: { DescribeContinuousBackups: () => ({}) } }],
  [`stream of ${messages}`, 'fail', /it is off/, { aws: table({ StreamSpecification: undefined }) }],
  [
    `stream of ${messages}`,
    'fail',
    /KEYS_ONLY/,
    { aws: table({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }) },
  ],
  ['bucket', 'fail', /no such thing/, { aws: { HeadBucket: missing } }],
  ['bucket', 'warn', /0 of its 5/, { aws: { GetBucketLifecycleConfiguration: () => ({}) } }],
  ['secret', 'fail', /not JSON/, { aws: secret('very secret') }],
  ['secret', 'fail', /no current/, { aws: secret('{}') }],
  ['secret', 'fail', /shorter/, { aws: secret('{"current":"very secret"}') }],
  [
    'secret',
    'warn',
    /two generations/,
    { aws: secret(JSON.stringify({ current: 'x'.repeat(64), other: 'y'.repeat(64) })) },
  ],
  ['timer queue', 'fail', /30 s, dispatch has 900/, { aws: queue({ VisibilityTimeout: '30' }) }],
  ['timer queue', 'fail', /no dead-letter queue/, { aws: queue({ RedrivePolicy: undefined }) }],
  ['timer queue', 'warn', /3 wake-ups/, { aws: queue({ ApproximateNumberOfMessages: '3' }) }],
  [
    'roles',
    'fail',
    /poll has the role of publish/,
    { aws: { GetFunctionConfiguration: () => ({ Role: 'r', Environment: { Variables } }) } },
  ],
  [
    'function upkeep',
    'fail',
    /Failed/,
    {
      aws: {
        GetFunctionConfiguration: ({ FunctionName }) => ({
          ...well.GetFunctionConfiguration!({ FunctionName: FunctionName! }),
          State: 'Failed',
        }),
      },
    },
  ],
  ['dispatch on the stream', 'fail', /not on the stream/, { aws: sources(onTimers) }],
  ['dispatch on the stream', 'fail', /Disabled/, { aws: sources({ ...onStream, State: 'Disabled' }, onTimers) }],
  [
    'dispatch on the stream',
    'fail',
    /wake mark/,
    { aws: sources({ ...onStream, FilterCriteria: undefined }, onTimers) },
  ],
  [
    'dispatch on the stream',
    'fail',
    /PROBLEM/,
    { aws: sources({ ...onStream, LastProcessingResult: 'PROBLEM: x' }, onTimers) },
  ],
  [
    'dispatch on the timers',
    'fail',
    /report items/,
    { aws: sources(onStream, { ...onTimers, FunctionResponseTypes: [] }) },
  ],
  ['health', 'fail', /answers 502/, { status: 502 }],
  ['clock', 'warn', /no date/, { date: null }],
  ['wake path', 'fail', /not taken within 30 s/, { isServed: false }],
]

test.each(cases)('%s: %s, %s', async (part, outcome, seen, wish) => {
  const { parts, failure, printed } = await examined(wish)
  expect(parts[part]).toMatchObject({ outcome, seen: expect.stringMatching(seen), todo: expect.any(String) })
  expect(failure).toBe(Object.values(parts).some(one => one.outcome === 'fail') ? 'not everything is well' : undefined)
  expect(printed).not.toContain('very secret')
})

test('a clock may be five seconds off, told in whole seconds', () => {
  const date = 'Thu, 01 Jan 2026 00:00:00 GMT'
  const at = (ms: number) => checkClock(date, Date.parse(date) + ms).outcome
  expect([at(-5_000), at(0), at(5_999), at(-5_001), at(6_001)]).toEqual(['ok', 'ok', 'ok', 'fail', 'fail'])
})

test('a server at home is asked how it is, in words', async () => {
  const { printed, failure } = await examined({ line: ['--url', 'http://home.example:9324'], status: 503 })
  expect(failure).toBe('not everything is well')
  expect(printed).toMatch(/^fail {2}health: http:\/\/home.example:9324\/health answers 503\n {6}See .*\nok {4}clock: /)
})

test('a stage that is not there is told at once', async () => {
  const { failure, printed } = await examined({ aws: { GetFunctionConfiguration: missing } })
  expect([failure, printed]).toEqual([expect.stringMatching(/sluice-dev-dispatch/), ''])
})

test('an upkeep that stands still is seen', async () => {
  const { services } = await anInstallation()
  const { wakeChecks } = await import('../../cli/serve/doctor/wakePath.ts')
  const [upkeep, wake] = wakeChecks(
    work => work(services),
    async () => {},
  )
  expect(await upkeep!.run()).toMatchObject({ outcome: 'fail', seen: 'it has never run' })
  expect(await wake!.run()).toMatchObject({ outcome: 'warn', seen: 'the canary has never run' })
  await runUpkeep(services, 1_000)
  expect(await upkeep!.run()).toMatchObject({ outcome: 'ok' })
  const later = { ...services, clock: { ...services.clock, nowMs: () => services.clock.nowMs() + 181_000 } }
  const [stale] = wakeChecks(
    work => work(later as typeof services),
    async () => {},
  )
  expect(await stale!.run()).toMatchObject({ outcome: 'fail', seen: 'last ran 181 s ago' })
})
