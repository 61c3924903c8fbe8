import type { Ask } from './aws.ts'
import { type Check, type Finding, fail, ok, warn, worst } from './finding.ts'
import type { Site } from './site.ts'

type Table = {
  TableStatus?: string
  KeySchema?: { AttributeName: string; KeyType: string }[]
  BillingModeSummary?: { BillingMode?: string }
  StreamSpecification?: { StreamEnabled?: boolean; StreamViewType?: string }
  DeletionProtectionEnabled?: boolean
}

const deploy = 'Deploy the stack again: `npm run deploy -- --stage STAGE`.'

/** Both tables, and the stream of one. */
export const tableChecks = (ask: Ask, { messagesTable, documentsTable }: Site): Check[] => [
  ...[messagesTable, documentsTable].flatMap(name => [
    { name: `table ${name}`, run: async () => checkTable(await describe(ask, name)) },
    { name: `TTL of ${name}`, run: () => checkTtl(ask, name) },
    { name: `recovery of ${name}`, run: () => checkRecovery(ask, name) },
  ]),
  { name: `stream of ${messagesTable}`, run: async () => checkStream(await describe(ask, messagesTable)) },
]

const describe = async (ask: Ask, TableName: string): Promise<Table> =>
  (await ask('dynamodb', 'DescribeTable', { TableName })).Table as Table

function checkTable({ TableStatus, KeySchema = [], BillingModeSummary, DeletionProtectionEnabled }: Table): Finding {
  const keys = KeySchema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ')
  const billing = BillingModeSummary?.BillingMode ?? 'PROVISIONED'
  return worst(
    [
      keys === 'p HASH, s RANGE'
        ? ok(keys)
        : fail(`its keys are ${keys || 'none'}`, 'It is another table: have its name point to that of the stack.'),
      TableStatus === 'ACTIVE' || TableStatus === 'UPDATING'
        ? ok(TableStatus)
        : fail(`it is ${TableStatus}`, 'Wait until it is ACTIVE.'),
      billing === 'PAY_PER_REQUEST'
        ? ok(billing)
        : warn(`it is billed as ${billing}`, 'Its throughput has to be planned: PAY_PER_REQUEST needs no plan.'),
      DeletionProtectionEnabled === true
        ? ok('protected')
        : warn('it is not protected against deletion', 'Fine for a stage to play with; else set deletionProtection.'),
    ],
    `${TableStatus}, keys p and s, ${billing}`,
  )
}

async function checkTtl(ask: Ask, TableName: string): Promise<Finding> {
  const { TimeToLiveDescription } = await ask('dynamodb', 'DescribeTimeToLive', { TableName })
  const { TimeToLiveStatus, AttributeName } = (TimeToLiveDescription ?? {}) as Record<string, string>
  const isOn = TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING'
  if (isOn && AttributeName === 't') return ok('on, by t')
  return fail(`${TimeToLiveStatus}, by ${AttributeName ?? 'nothing'}`, `What has expired is never removed. ${deploy}`)
}

async function checkRecovery(ask: Ask, TableName: string): Promise<Finding> {
  const { ContinuousBackupsDescription } = await ask('dynamodb', 'DescribeContinuousBackups', { TableName })
  const said = (ContinuousBackupsDescription ?? {}) as {
    PointInTimeRecoveryDescription?: { PointInTimeRecoveryStatus?: string }
  }
  const status = said.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
  return status === 'ENABLED'
    ? ok('to any point of the last 35 days')
    : warn(`point-in-time recovery is ${status}`, `What is deleted by mistake is gone. ${deploy}`)
}

function checkStream({ StreamSpecification }: Table): Finding {
  const { StreamEnabled, StreamViewType } = StreamSpecification ?? {}
  if (StreamEnabled === true && StreamViewType === 'NEW_AND_OLD_IMAGES') return ok(StreamViewType)
  return fail(
    StreamEnabled === true ? `it carries ${StreamViewType}` : 'it is off',
    `Nothing wakes dispatch but upkeep, once a minute. ${deploy}`,
  )
}
