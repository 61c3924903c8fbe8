import { expect, test } from 'vitest'
import {
  asList,
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
  resourcesOf,
  stringsIn,
  type Template,
  targetOf,
} from '../../scripts/package/template.ts'

/** What each role of a packaged template may do, and nothing besides. */
export function rightsTests(template: () => Template): void {
  const actionsOn = (role: string, table: string) =>
    [...objectsIn(template().Resources[role]!.Properties)]
      .filter(([, statement]) => statement.Effect === 'Allow' && targetsOf(statement.Resource).includes(table))
      .flatMap(([, statement]) => stringsIn(statement.Action))
      .map(action => action.replace(/^\w+:/, ''))
      .sort()
  const targetsOf = (resource: Json | undefined) =>
    asList(resource).map(one => targetOf(one) ?? (isObject(one) ? one['Fn::Sub'] : undefined))
  const getAndPut = ['GetObject', 'PutObject']
  const list = ['ListBucket']
  const readsStream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']
  const keeps = ['ConditionCheckItem', 'GetItem', 'PutItem', 'Query']
  const clears = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']

  test.each([
    ['poll', 'PollRole', clears, ['ConditionCheckItem', 'GetItem', 'PutItem'], getAndPut, list],
    [
      'ack',
      'AckRole',
      clears.filter(action => action !== 'Query'),
      ['ConditionCheckItem', 'GetItem', 'PutItem'],
      getAndPut,
      list,
    ],
    ['upkeep', 'UpkeepRole', clears, keeps, getAndPut, list],
    ['publish', 'PublishRole', ['GetItem', 'PutItem', 'UpdateItem'], ['GetItem', 'PutItem'], ['PutObject'], []],
    ['manage', 'ManageRole', clears, ['GetItem', 'PutItem', 'Query'], getAndPut, list],
    ['sqs', 'SqsRole', clears, keeps, getAndPut, list],
    ['send', 'SendRole', clears, keeps, getAndPut, list],
    ['mns', 'MnsRole', clears, keeps, getAndPut, list],
    ['dispatch', 'DispatchRole', [...clears, ...readsStream].sort(), keeps, getAndPut, list],
    ['ingest', 'IngestRole', ['GetItem', 'PutItem', 'UpdateItem'], ['GetItem'], ['PutObject'], []],
    ['canary', 'CanaryRole', ['GetItem', 'PutItem'], ['GetItem', 'PutItem'], [], []],
  ])('%s are what it may touch', (_name, role, messages, documents, bodies, bucket) => {
    expect(actionsOn(role, 'MessagesTable')).toEqual(messages)
    expect(actionsOn(role, 'DocumentsTable')).toEqual(documents)
    expect(actionsOn(role, `\${BodiesBucket.Arn}/*`)).toEqual(bodies)
    expect(actionsOn(role, 'BodiesBucket')).toEqual(bucket)
    expect(actionsOn(role, 'InstallationSecret')).toEqual(['GetSecretValue'])
  })

  test('publish may update the counters of limits, and no other item', () => {
    const statements = [...objectsIn(template().Resources.PublishRole!.Properties)].map(([, one]) => one)
    const [update, ...others] = statements.filter(({ Action }) => stringsIn(Action).includes('dynamodb:UpdateItem'))
    expect(update!.Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['r.*', 'g.*'] } })
    expect(others).toEqual([])
  })

  test.each(['PublishRole', 'PollRole', 'AckRole'])('%s may write when a key was used, and no other document', role => {
    const statements = [...objectsIn(template().Resources[role]!.Properties)].map(([, one]) => one)
    const isOfDocuments = ({ Resource }: JsonObject) => asList(Resource).some(one => targetOf(one) === 'DocumentsTable')
    const writes = statements.filter(one => isOfDocuments(one) && stringsIn(one.Action).includes('dynamodb:PutItem'))
    expect(writes.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['accessKeyUse'] } },
    ])
  })

  test.each(['SqsRole', 'SendRole', 'MnsRole', 'DispatchRole'])(
    '%s may write whatever there is, but no access key',
    role => {
      const statements = [...objectsIn(template().Resources[role]!.Properties)].map(([, one]) => one)
      expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
        {
          Effect: 'Deny',
          Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          Resource: { 'Fn::GetAtt': ['DocumentsTable', 'Arn'] },
          Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['accessKey'] } },
        },
      ])
    },
  )

  test('the canary may write and read queues, and no other document', () => {
    const statements = [...objectsIn(template().Resources.CanaryRole!.Properties)].map(([, one]) => one)
    const ofDocuments = statements.filter(({ Resource }) =>
      asList(Resource).some(one => targetOf(one) === 'DocumentsTable'),
    )
    expect(ofDocuments.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['queue'] } },
    ])
  })

  test('dispatch reads the stream, and its timer queue; upkeep only rings it; both write to no other queue of ours but the dead', () => {
    const reads = ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage', 'SendMessage']
    expect(actionsOn('DispatchRole', 'TimerQueue')).toEqual(reads)
    expect(actionsOn('DispatchRole', 'TimerDeadLetterQueue')).toEqual(['SendMessage'])
    expect(actionsOn('UpkeepWakes', 'TimerQueue')).toEqual(['SendMessage'])
    expect(actionsOn('IngestRole', 'IngestFailureQueue')).toEqual(['SendMessage'])
    const roles = resourcesOf(template(), 'AWS::IAM::Role').map(([id]) => id)
    const others = roles.filter(role => !['DispatchRole', 'IngestRole'].includes(role))
    for (const role of others)
      for (const queue of ['TimerQueue', 'TimerDeadLetterQueue', 'IngestFailureQueue'])
        expect([role, actionsOn(role, queue)]).toEqual([role, []])
  })
}
