import type { JsonObject, Resource, Template } from '../template.ts'

/** A sound little stack for the tests of the checks: one function with its role, log group, route and both tables. */
export const aTemplate = (): Template & { Resources: Record<string, Resource & { Properties: JsonObject }> } => ({
  Conditions: { Always: { 'Fn::Equals': ['a', 'a'] } },
  Resources: {
    PublishLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/lambda/sluice-dev-publish', RetentionInDays: 7 },
    },
    PublishRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [
          {
            PolicyName: 'publish',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['logs:PutLogEvents'],
                  Resource: { 'Fn::GetAtt': ['PublishLogGroup', 'Arn'] },
                },
              ],
            },
          },
        ],
      },
    },
    PublishLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['PublishLogGroup'],
      Properties: {
        FunctionName: 'sluice-dev-publish',
        Role: { 'Fn::GetAtt': ['PublishRole', 'Arn'] },
        Environment: { Variables: { SLUICE_AUTH: 'on' } },
      },
    },
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { 'Fn::GetAtt': ['PublishLambdaFunction', 'Arn'] } },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'POST /v1/queues/{queue}/messages',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    MessagesTable: aTable('messages', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
    DocumentsTable: aTable('documents', {}),
  },
})

const aTable = (name: string, more: JsonObject): Resource & { Properties: JsonObject } => ({
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Delete',
  Properties: {
    TableName: `sluice-dev-${name}`,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: false,
    AttributeDefinitions: [
      { AttributeName: 'p', AttributeType: 'S' },
      { AttributeName: 's', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'p', KeyType: 'HASH' },
      { AttributeName: 's', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 't', Enabled: true },
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    ...more,
  },
})
