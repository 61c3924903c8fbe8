import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { awsApi, membersOf } from './awsApi.ts'
import type { Aws } from './moto.ts'

export type StackResource = { id: string; type: string; physical: string }
export type Account = Awaited<ReturnType<typeof readAccount>>

const lastOf = (arn = ''): string => arn.split(/[:/]/).at(-1)!
const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1)
const daySeconds = 86_400

/** What there is in an account, of all that a stack makes; with the resources of one stack, if one is named. */
export async function readAccount(aws: Aws, stack?: string) {
  const { endpoint } = aws
  const where = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } }
  return {
    resources: stack === undefined ? [] : await readStack(aws, stack),
    tables: await readTables(new DynamoDBClient(where)),
    ...(await readFunctions(new LambdaClient(where))),
    queues: await readQueues(new SQSClient(where)),
    buckets: ((await new S3Client(where).send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name!),
    ...(await readOthers(aws)),
  }
}

/** By id; what the emulator passes over has no type there. */
async function readStack(aws: Aws, StackName: string): Promise<StackResource[]> {
  const answer = await awsApi(aws).query('cloudformation', 'DescribeStackResources', { StackName })
  const all = membersOf(answer.StackResources).map(one => ({
    id: String(one.LogicalResourceId),
    type: String(one.ResourceType ?? ''),
    physical: String(one.PhysicalResourceId ?? ''),
  }))
  return all.filter(({ type }) => type !== '').sort((one, other) => (one.id < other.id ? -1 : 1))
}

async function readTables(client: DynamoDBClient) {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}))
  const tables = TableNames.map(async TableName => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }))
    return {
      name: TableName,
      keys: Table!.KeySchema!.map(({ AttributeName }) => AttributeName),
      stream: Table!.StreamSpecification?.StreamViewType,
    }
  })
  return (await Promise.all(tables)).sort(byName)
}

async function readFunctions(client: LambdaClient) {
  const { Functions = [] } = await client.send(new ListFunctionsCommand({ MaxItems: 50 }))
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}))
  const functions = Functions.map(one => ({
    name: one.FunctionName!,
    runtime: one.Runtime,
    handler: one.Handler,
    role: lastOf(one.Role),
    environment: one.Environment?.Variables,
  }))
  const sources = EventSourceMappings.map(one => ({
    function: lastOf(one.FunctionArn),
    from: one.EventSourceArn!.split(':')[2]!,
    batchSize: one.BatchSize,
    startingPosition: one.StartingPosition,
  }))
  return { functions: functions.sort(byName), sources: sources.sort((one, other) => (one.from < other.from ? -1 : 1)) }
}

async function readQueues(client: SQSClient) {
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}))
  const queues = QueueUrls.map(async QueueUrl => {
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    const { RedrivePolicy, VisibilityTimeout, MessageRetentionPeriod } = Attributes
    const policy = RedrivePolicy === undefined ? undefined : JSON.parse(RedrivePolicy)
    return {
      name: lastOf(QueueUrl),
      visibilitySeconds: Number(VisibilityTimeout),
      days: Number(MessageRetentionPeriod) / daySeconds,
      redrive: policy && { queue: lastOf(policy.deadLetterTargetArn), after: Number(policy.maxReceiveCount) },
    }
  })
  return (await Promise.all(queues)).sort(byName)
}

type Rule = { Name: string; ScheduleExpression?: string; State: string }

async function readOthers(aws: Aws) {
  const api = awsApi(aws)
  const { Rules = [] } = (await api.json('events', 'AWSEvents.ListRules')) as { Rules?: Rule[] }
  const rules = Rules.map(async ({ Name, ScheduleExpression, State }) => {
    const { Targets = [] } = await api.json('events', 'AWSEvents.ListTargetsByRule', { Rule: Name })
    const targets = (Targets as { Arn: string }[]).map(({ Arn }) => lastOf(Arn))
    return { schedule: ScheduleExpression, state: State, targets }
  })
  const groups = (await api.json('logs', 'Logs_20140328.DescribeLogGroups')).logGroups as {
    logGroupName: string
    retentionInDays?: number
  }[]
  const dashboards = await api.query('monitoring', 'ListDashboards')
  const roles = await api.query('iam', 'ListRoles')
  return {
    rules: await Promise.all(rules),
    logGroups: groups.map(one => ({ name: one.logGroupName, days: one.retentionInDays })).sort(byName),
    dashboards: membersOf(dashboards.DashboardEntries).map(({ DashboardName }) => String(DashboardName)),
    roles: membersOf(roles.Roles).map(({ RoleName }) => String(RoleName)),
  }
}
