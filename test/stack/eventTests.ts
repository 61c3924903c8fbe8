import { expect, test } from 'vitest'
import { settleConditions } from '../../scripts/package/conditions.ts'
import { type JsonObject, resourcesOf, type Template } from '../../scripts/package/template.ts'

/** What starts the functions that nobody calls, and where that ends which they could not do. */
export function eventTests(template: () => Template): void {
  const properties = (type: string) => resourcesOf(settleConditions(template()), type).map(([, values]) => values)
  const only = (id: string) => settleConditions(template()).Resources[id]!.Properties!

  test('the stream invokes dispatch for what was put in with a wake mark, for nothing else, and not for ever', () => {
    const [stream] = properties('AWS::Lambda::EventSourceMapping').filter(one => 'StartingPosition' in one)
    const { FilterCriteria, ...rest } = stream!
    const { Filters } = FilterCriteria as { Filters: { Pattern: string }[] }
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT'], dynamodb: { NewImage: { w: { S: [{ exists: true }] } } } },
    ])
    expect(rest).toMatchObject({
      FunctionName: { 'Fn::GetAtt': ['DispatchLambdaFunction', 'Arn'] },
      EventSourceArn: { 'Fn::GetAtt': ['MessagesTable', 'StreamArn'] },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1000,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['TimerDeadLetterQueue', 'Arn'] } } },
    })
  })

  test('the timer queue invokes it for one queue at a time, by no more at once than are kept for it', () => {
    const [timer] = properties('AWS::Lambda::EventSourceMapping').filter(one => !('StartingPosition' in one))
    const { ScalingConfig, ...rest } = timer!
    expect(rest).toMatchObject({
      FunctionName: { 'Fn::GetAtt': ['DispatchLambdaFunction', 'Arn'] },
      EventSourceArn: { 'Fn::GetAtt': ['TimerQueue', 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    const { ReservedConcurrentExecutions } = only('DispatchLambdaFunction')
    expect((ScalingConfig as JsonObject).MaximumConcurrency).toBeLessThan(ReservedConcurrentExecutions as number)
  })

  test('what the timer queue hands out stays away for longer than dispatch may take, and goes aside after five tries', () => {
    const { VisibilityTimeout, RedrivePolicy } = only('TimerQueue')
    expect(VisibilityTimeout).toBeGreaterThan(only('DispatchLambdaFunction').Timeout as number)
    expect(RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': ['TimerDeadLetterQueue', 'Arn'] },
      maxReceiveCount: 5,
    })
    for (const queue of properties('AWS::SQS::Queue')) expect(queue.SqsManagedSseEnabled).toBe(true)
  })

  test('upkeep and canary come once a minute, nothing else by the clock', () => {
    const rules = properties('AWS::Events::Rule')
    expect(rules.map(({ ScheduleExpression, State }) => [ScheduleExpression, State])).toEqual(
      Array.from({ length: 2 }, () => ['rate(1 minute)', 'ENABLED']),
    )
  })

  test('events that ingest cannot publish are kept', () => {
    const [config] = properties('AWS::Lambda::EventInvokeConfig')
    expect(config).toMatchObject({
      FunctionName: { Ref: 'IngestLambdaFunction' },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['IngestFailureQueue', 'Arn'] } } },
    })
  })

  test('callers are told to wait above the rate of the stage', () => {
    expect(only('HttpApiStage').DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 5000 })
  })
}
