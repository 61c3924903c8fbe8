import { readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const count = (path: string, part: string): number => text(path).split(part).length - 1

const setting = (name: string): number => {
  const [, value] = new RegExp(`^${name}: (\\d+)$`, 'm').exec(text('infra/stages/dev.yml')) ?? []
  if (value === undefined) throw new Error(`infra/stages/dev.yml does not say ${name}`)
  return Number(value)
}

const alarmFiles = ['infra/alarms.yml', 'infra/alarmsOfFunctions.yml']

/** What is deployed by default, as far as it costs something: read from the templates, so that it cannot be forgotten. */
export const stack = {
  memoryMegabytes: setting('memoryMegabytes'),
  logRetentionDays: setting('logRetentionDays'),
  tables: count('infra/tables.yml', 'Type: AWS::DynamoDB::Table'),
  tablesWithRecovery: count('infra/tables.yml', 'PointInTimeRecoveryEnabled: true'),
  tablesWithKms: count('infra/tables.yml', 'SSESpecification: '),
  streams: count('infra/tables.yml', 'StreamSpecification:'),
  buckets: count('infra/bodies.yml', 'Type: AWS::S3::Bucket\n'),
  secrets: count('infra/bodies.yml', 'Type: AWS::SecretsManager::Secret'),
  roles:
    count('infra/permissions.yml', 'Type: AWS::IAM::Role') +
    count('infra/permissionsOfEvents.yml', 'Type: AWS::IAM::Role'),
  /** Those that are called or wait for events, and those that run by the clock. */
  functions: count('infra/functions.yml', '  handler:') - count('infra/functions.yml', '- schedule:'),
  /** Those with callers, who are counted. */
  called: text('infra/functions.yml')
    .split(/\n(?=\w+:\n)/)
    .filter(part => part.includes('httpApi:')).length,
  scheduled: count('infra/functions.yml', '- schedule: { rate: ["rate(1 minute)"]'),
  queues: count('infra/timers.yml', 'Type: AWS::SQS::Queue\n'),
  /** Those that Lambda polls. */
  polledQueues: count('infra/functions.yml', '    - sqs:\n'),
  alarms: alarmFiles.reduce((sum, file) => sum + count(file, 'Type: AWS::CloudWatch::Alarm'), 0),
  /** An alarm on several metrics is billed for each. */
  alarmMetrics: alarmFiles.reduce(
    (sum, file) => sum + count(file, '\n      MetricName: ') + count(file, 'MetricStat: '),
    0,
  ),
  dashboards: count('infra/dashboard.yml', 'Type: AWS::CloudWatch::Dashboard'),
}
