import { describe, expect, test } from 'vitest'
import type { Json, JsonObject, Template } from '../template.ts'
import { aTemplate } from './aTemplate.ts'
import { danglingReferences } from './dangling.ts'
import { checkTemplate } from './index.ts'
import { endlessLogs } from './logs.ts'
import { openRoutes } from './openRoutes.ts'
import { sharedRoles } from './roles.ts'
import { routeDifferences, routesOf } from './routes.ts'
import { brokenTables } from './tables.ts'
import { wildcards } from './wildcards.ts'

const dev = { deletionProtection: false, tableDeletionPolicy: 'Delete' }

/** The sound template with some properties of one resource set anew. */
function having(id: string, properties: JsonObject): Template {
  const template = aTemplate()
  Object.assign(template.Resources[id]!.Properties, properties)
  return template
}

/** The sound template with one more resource. */
const withResource = (id: string, Type: string, Properties: JsonObject): Template => {
  const template = aTemplate()
  return { ...template, Resources: { ...template.Resources, [id]: { Type, Properties } } }
}

const policy = (statement: JsonObject): JsonObject => ({ Policies: [{ PolicyDocument: { Statement: [statement] } }] })

test('a sound template passes every check', () => {
  expect(checkTemplate(aTemplate(), dev)).toEqual([])
})

test('each check is part of the whole', () => {
  const template = having('Route', { AuthorizationType: 'AWS_IAM', X: { Ref: 'Nobody' } })
  Object.assign(template.Resources, { Stray: { Type: 'AWS::Logs::LogGroup', Properties: {} } })
  Object.assign(template.Resources.PublishRole!.Properties!, policy({ Effect: 'Allow', Action: '*', Resource: 'a' }))
  Object.assign(template.Resources.PublishLambdaFunction!.Properties!, { Role: 'arn:somewhere', Environment: {} })
  const checks = checkTemplate(template, { ...dev, deletionProtection: true }).map(({ check }) => check)
  expect(new Set(checks)).toEqual(
    new Set(['dangling reference', 'open route', 'authorizer', 'wildcard', 'role', 'log retention', 'table']),
  )
})

describe('dangling references', () => {
  test.each<[string, Json]>([
    ['Ref', { Ref: 'Nobody' }],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Nobody', 'Arn'] }],
    ['GetAtt as text', { 'Fn::GetAtt': 'Nobody.Arn' }],
    ['Sub', { 'Fn::Sub': `arn:\${AWS::Region}:\${Nobody}` }],
    ['Sub of an attribute', { 'Fn::Sub': `\${Nobody.Arn}` }],
    ['Sub with names of its own', { 'Fn::Sub': [`\${own} \${Nobody}`, { own: 'x' }] }],
    ['deep inside', { 'Fn::Join': ['', ['a', [{ x: { Ref: 'Nobody' } }]]] }],
  ])('%s', (_form, value) => {
    const findings = danglingReferences(having('Integration', { Seeded: value }))
    expect(findings).toMatchObject([{ message: 'nothing is named Nobody' }])
    expect(findings[0]!.at).toMatch(/^Resources\.Integration\.Properties\.Seeded/)
  })

  test.each<[string, Json]>([
    ['a resource', { Ref: 'MessagesTable' }],
    ['a pseudo parameter', { 'Fn::Sub': `\${AWS::AccountId}` }],
    ['a name that Sub brings along', { 'Fn::Sub': [`\${own}`, { own: 'x' }] }],
    ['text that only looks like a reference', { 'Fn::Sub': `\${!Literal}` }],
    ['a condition that exists', { 'Fn::If': ['Always', 'a', 'b'] }],
  ])('not %s', (_form, value) => {
    expect(danglingReferences(having('Integration', { Seeded: value }))).toEqual([])
  })

  test('DependsOn, Condition and If', () => {
    const template = aTemplate()
    template.Resources.Route!.DependsOn = 'Nobody'
    template.Resources.HttpApi!.Condition = 'Never'
    template.Resources.Integration!.Properties.Seeded = { 'Fn::If': ['Perhaps', 'a', 'b'] }
    expect(danglingReferences(template).map(({ message }) => message)).toEqual([
      'no condition is named Never',
      'no condition is named Perhaps',
      'nothing is named Nobody',
    ])
  })

  test('a parameter may be named', () => {
    const template = having('Integration', { Seeded: { Ref: 'Given' } })
    expect(danglingReferences({ ...template, Parameters: { Given: { Type: 'String' } } })).toEqual([])
  })
})

describe('open routes', () => {
  test.each([['AWS_IAM'], ['JWT'], ['CUSTOM']])('a route that asks for %s before', AuthorizationType => {
    const message = 'route "POST /v1/queues/{queue}/messages" asks for a signature that is not ours'
    expect(openRoutes(having('Route', { AuthorizationType }))).toMatchObject([
      { check: 'authorizer', at: 'Route', message },
    ])
  })

  test('not a route that says so', () => {
    expect(openRoutes(having('Route', { AuthorizationType: 'NONE' }))).toEqual([])
  })

  test.each<[string, JsonObject]>([
    ['off', { Environment: { Variables: { SLUICE_AUTH: 'off' } } }],
    ['left to chance', { Environment: { Variables: {} } }],
    ['not spoken of', { Environment: {} }],
  ])('a function with auth %s', (_how, properties) => {
    const message = 'the function does not run with SLUICE_AUTH=on'
    expect(openRoutes(having('PublishLambdaFunction', properties))).toEqual([
      { check: 'open route', at: 'PublishLambdaFunction', message },
    ])
  })

  test.each([['Target'], ['Body'], ['BodyS3Location']])('an API that makes routes by %s', property => {
    expect(openRoutes(having('HttpApi', { [property]: 'x' }))).toMatchObject([{ at: 'HttpApi' }])
  })
})

describe('wildcards', () => {
  test.each<[string, JsonObject]>([
    ['an action', { Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:table' }],
    ['one of several actions', { Effect: 'Allow', Action: ['a:Get', 'a:Put*'], Resource: 'arn:table' }],
    ['a resource', { Effect: 'Allow', Action: 'a:Get', Resource: '*' }],
    ['a piece of a resource', { Effect: 'Allow', Action: 'a:Get', Resource: { 'Fn::Join': ['', ['arn:', '/*']] } }],
    ['a single sign', { Effect: 'Allow', Action: 'a:Get', Resource: { 'Fn::Sub': 'arn:table-?' } }],
    ['the objects of a bucket elsewhere', { Effect: 'Allow', Action: 'a:Get', Resource: 'arn:aws:s3:::bucket/*' }],
    ['of what is no bucket', { Effect: 'Allow', Action: 'a:Get', Resource: { 'Fn::Sub': `\${Route.Arn}/*` } }],
    ['everything but', { Effect: 'Allow', NotAction: 'a:Get', Resource: 'arn:table' }],
    ['everywhere but', { Effect: 'Allow', Action: 'a:Get', NotResource: 'arn:table' }],
  ])('%s', (_form, statement) => {
    expect(wildcards(having('PublishRole', policy(statement)))).toMatchObject([
      { at: 'PublishRole.Properties.Policies.0.PolicyDocument.Statement.0' },
    ])
  })

  test('a single statement need not be in a list', () => {
    const document = { PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:table' } } }
    expect(wildcards(having('PublishRole', { Policies: [document] }))).toHaveLength(1)
  })

  test('a refusal may be as wide as it likes', () => {
    expect(wildcards(having('PublishRole', policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })))).toEqual([])
  })

  test('not what AWS knows no resource for, and nothing beside it', () => {
    const nameless = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }
    expect(wildcards(having('PublishRole', policy(nameless)))).toEqual([])
    const more = { ...nameless, Action: ['ecr:GetAuthorizationToken', 'ecr:PutImage'] }
    expect(wildcards(having('PublishRole', policy(more)))).toHaveLength(1)
  })

  test('what a condition leaves out may be as wide as it likes; what it lets in may not', () => {
    const right = {
      Type: 'AWS::IAM::Policy',
      Properties: policy({ Effect: 'Allow', Action: '*', Resource: 'a' }).Policies,
    }
    const having = (Condition: string) => {
      const template = aTemplate()
      template.Conditions = { Always: { 'Fn::Equals': ['a', 'a'] }, Never: { 'Fn::Equals': ['a', 'b'] } }
      Object.assign(template.Resources, {
        Extra: { Type: right.Type, Condition, Properties: { right: right.Properties! } },
      })
      return checkTemplate(template, dev).map(({ check }) => check)
    }
    expect([having('Never'), having('Always')]).toEqual([[], ['wildcard']])
  })

  test('not the objects of a bucket in the template', () => {
    const Resource = { 'Fn::Sub': `\${Bodies.Arn}/*` }
    const template = withResource('Bodies', 'AWS::S3::Bucket', {})
    Object.assign(
      template.Resources.PublishRole!.Properties!,
      policy({ Effect: 'Allow', Action: 's3:PutObject', Resource }),
    )
    expect(wildcards(template)).toEqual([])
    delete template.Resources.Bodies
    expect(wildcards(template)).toHaveLength(1)
  })
})

describe('roles', () => {
  test('two functions may not share one', () => {
    const Role = { 'Fn::GetAtt': ['PublishRole', 'Arn'] }
    const template = withResource('PollLambdaFunction', 'AWS::Lambda::Function', { Role })
    expect(sharedRoles(template).map(({ at, message }) => `${at} ${message}`)).toEqual([
      'PublishLambdaFunction shares PublishRole with PollLambdaFunction',
      'PollLambdaFunction shares PublishRole with PublishLambdaFunction',
    ])
  })

  test.each<[string, Json]>([
    ['an ARN', 'arn:aws:iam::1:role/any'],
    ['a resource that is no role', { 'Fn::GetAtt': ['Route', 'Arn'] }],
    ['nothing', null],
  ])('%s is not a role of the template', (_form, Role) => {
    expect(sharedRoles(having('PublishLambdaFunction', { Role }))).toMatchObject([
      { at: 'PublishLambdaFunction', message: 'has no role of this template' },
    ])
  })

  test('managed policies are refused', () => {
    const template = having('PublishRole', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })
    expect(sharedRoles(template)).toMatchObject([{ at: 'PublishRole', message: 'has managed policies' }])
  })
})

describe('logs', () => {
  test('a log group without an end', () => {
    const template = aTemplate()
    delete template.Resources.PublishLogGroup!.Properties.RetentionInDays
    expect(endlessLogs(template)).toMatchObject([{ at: 'PublishLogGroup', message: 'has no retention' }])
  })

  test('a function without a log group', () => {
    const template = having('PublishLogGroup', { LogGroupName: '/aws/lambda/another' })
    expect(endlessLogs(template)).toMatchObject([{ at: 'PublishLambdaFunction' }])
  })
})

describe('tables', () => {
  test.each<[string, Json]>([
    ['BillingMode', 'PROVISIONED'],
    ['KeySchema', [{ AttributeName: 'p', KeyType: 'HASH' }]],
    ['AttributeDefinitions', [{ AttributeName: 'p', AttributeType: 'B' }]],
    ['SSESpecification', { SSEEnabled: false }],
    ['PointInTimeRecoverySpecification', { PointInTimeRecoveryEnabled: false }],
    ['DeletionProtectionEnabled', true],
    ['TimeToLiveSpecification', { AttributeName: 'ttl', Enabled: true }],
    ['StreamSpecification', { StreamViewType: 'KEYS_ONLY' }],
  ])('messages with another %s', (property, value) => {
    const [finding, ...others] = brokenTables(having('MessagesTable', { [property]: value }), dev)
    expect(finding).toMatchObject({ at: 'MessagesTable', message: expect.stringContaining(`${property} is `) })
    expect(others).toEqual([])
  })

  test('documents without point-in-time recovery', () => {
    const template = aTemplate()
    delete template.Resources.DocumentsTable!.Properties.PointInTimeRecoverySpecification
    expect(brokenTables(template, dev)).toMatchObject([{ at: 'DocumentsTable' }])
  })

  test('a table that is missing', () => {
    const template = aTemplate()
    delete template.Resources.DocumentsTable
    expect(brokenTables(template, dev)).toMatchObject([{ at: 'table documents', message: 'is missing' }])
  })

  test('a stage that keeps its tables', () => {
    const keep = { deletionProtection: true, tableDeletionPolicy: 'Retain' }
    expect(brokenTables(aTemplate(), keep).map(({ at, message }) => `${at} ${message}`)).toEqual([
      'MessagesTable DeletionProtectionEnabled is false, promised is true',
      'MessagesTable DeletionPolicy is "Delete", promised is Retain',
      'DocumentsTable DeletionProtectionEnabled is false, promised is true',
      'DocumentsTable DeletionPolicy is "Delete", promised is Retain',
    ])
  })
})

describe('routes', () => {
  const publish = { method: 'POST', path: '/v1/queues/{queue}/messages', function: 'publish' }

  test('are read from the template with the name of their function', () => {
    expect(routesOf(aTemplate())).toEqual([publish])
  })

  test('agree with the table of the code', () => {
    expect(routeDifferences(aTemplate(), [publish])).toEqual([])
  })

  test('differ in a function, and each side is told', () => {
    expect(routeDifferences(aTemplate(), [{ ...publish, function: 'poll' }])).toEqual([
      {
        check: 'route table',
        at: 'POST /v1/queues/{queue}/messages → poll',
        message: 'is in the code and not in the template',
      },
      {
        check: 'route table',
        at: 'POST /v1/queues/{queue}/messages → publish',
        message: 'is in the template and not in the code',
      },
    ])
  })
})
