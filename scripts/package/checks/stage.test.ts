import { expect, test } from 'vitest'
import type { JsonObject } from '../template.ts'
import { stageFaults } from './stage.ts'

const stage: JsonObject = {
  deletionProtection: true,
  tableDeletionPolicy: 'Retain',
  logRetentionDays: 90,
  logLevel: 'INFO',
  memoryMegabytes: 1024,
  reservedConcurrency: { dispatch: 40 },
  dispatchConcurrency: 30,
  throttle: { requestsPerSecond: 5000, burst: 5000 },
  alarms: { oldestMessageAgeSeconds: 900, dispatchLagSeconds: 60 },
}
const ages = stage.alarms as JsonObject

test('a stage may say as little as it must', () => {
  expect(stageFaults(stage)).toEqual([])
})

test.each<[at: string, message: RegExp, said: JsonObject]>([
  ['triggerFunction', /never/, { triggerFunction: [] }],
  ['alarms.topicArm', /never/, { alarms: { ...ages, topicArm: 'a' } }],
  ['alarms.topicArn', /ARN of sns/, { alarms: { ...ages, topicArn: 'operations' } }],
  ['kmsKeyArn', /ARN of kms/, { kmsKeyArn: 'alias/mine' }],
  [
    'triggerFunctions.0',
    /ARN of lambda/,
    { triggerFunctions: ['arn:aws:lambda:eu-central-1:123456789012:function:*'] },
  ],
  ['triggerQueues.0', /ARN of sqs/, { triggerQueues: ['https://sqs.eu-central-1.amazonaws.com/123456789012/q'] }],
  ['pushAllow', /ranges/, { pushAllow: '10.0.0.0/33' }],
  ['pushAllow', /string/, { pushAllow: ['10.0.0.0/16'] }],
  ['ingest.mapping', /JSON/, { ingest: { mapping: '{', events: [] } }],
  ['ingest.mapping', /"queue:a"/, { ingest: { mapping: '{"queue:a":"b"}', events: [] } }],
  ['reservedConcurrency.dispath', /dispatch/, { reservedConcurrency: { dispath: 40 } }],
  ['dispatchConcurrency', /2/, { dispatchConcurrency: 1 }],
  ['dispatchConcurrency', /reserved for dispatch/, { dispatchConcurrency: 40 }],
  ['tableDeletionPolicy', /Retain/, { tableDeletionPolicy: 'Keep' }],
  ['frontDoor.kind', /fargate/, { frontDoor: { kind: 'ec2' } }],
])('%s that is wrong is told before it is deployed: %s', (at, message, said) => {
  expect(stageFaults({ ...stage, ...said })).toEqual([
    { check: 'stage file', at, message: expect.stringMatching(message) },
  ])
})
