import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { checkTemplate } from '../../scripts/package/checks/index.ts'
import { stageFaults } from '../../scripts/package/checks/stage.ts'
import { settleConditions } from '../../scripts/package/conditions.ts'
import { packStage, type Stack } from '../../scripts/package/stacks.ts'
import { objectsIn, resourcesOf, stringsIn, type Template } from '../../scripts/package/template.ts'
import { validateTemplates } from '../../scripts/package/validate.ts'
import { aService, realEntries } from './aService.ts'

// A stage that says all there is to say beside one that says as little as it may.
const service = aService()
const stacks = new Map<string, Stack>()
beforeAll(async () => {
  cpSync(join(import.meta.dirname, 'stages/full.yml'), join(service.root, 'infra/stages/full.yml'))
  await bundleFunctions(realEntries, join(service.root, 'dist/functions'))
  for (const stage of ['dev', 'full']) stacks.set(stage, await packStage(service.root, stage))
})
afterAll(() => service[Symbol.dispose]())

const settled = (stage: string): Template => settleConditions(stacks.get(stage)!.template)
const idsOf = (stage: string): Set<string> => new Set(Object.keys(settled(stage).Resources))
const of = (stage: string, id: string) => settled(stage).Resources[id]?.Properties ?? {}
const key = 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012'
const topic = 'arn:aws:sns:us-east-1:123456789012:operations'

test('nothing is held against it', () => {
  const { template, templatePath, promise } = stacks.get('full')!
  expect(validateTemplates([templatePath]).get(templatePath)).toEqual([])
  expect(checkTemplate(template, promise)).toEqual([])
  expect(stageFaults(promise)).toEqual([])
})

test('it makes what the other does, and besides only rights, sources and the front door', () => {
  const more = [...idsOf('full').difference(idsOf('dev'))].filter(id => !id.startsWith('FrontDoor')).sort()
  expect([...idsOf('dev').difference(idsOf('full'))]).toEqual([])
  expect(more).toEqual([
    'DispatchInvokes',
    'DispatchSends',
    'IngestEventBridgeLambdaPermission2',
    'IngestEventSourceMappingSQSForeign',
    'IngestReceives',
    'Sluicefullingestrule2EventBridgeRule',
    'UsesKey',
  ])
})

test('rights to targets and sources are for those that it lists, and for none where it lists none', () => {
  const rights = (id: string) =>
    [...objectsIn(of('full', id))]
      .filter(([, one]) => one.Effect === 'Allow')
      .map(([, one]) => [one.Action, one.Resource])
  expect(rights('DispatchInvokes')).toEqual([
    [['lambda:InvokeFunction'], ['arn:aws:lambda:us-east-1:123456789012:function:consumer']],
  ])
  expect(rights('DispatchSends')).toEqual([[['sqs:SendMessage'], ['arn:aws:sqs:us-east-1:123456789012:old']]])
  expect(rights('IngestReceives')).toEqual([
    [
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      ['arn:aws:sqs:us-east-1:123456789012:foreign'],
    ],
  ])
  const dev = stringsIn(Object.values(settled('dev').Resources).map(({ Properties }) => Properties ?? null))
  expect(dev.filter(text => /lambda:InvokeFunction$/.test(text) && text.startsWith('lambda:InvokeFunction,'))).toEqual(
    [],
  )
})

test('its key encrypts whatever keeps something, and every role may use it', () => {
  const keepers = [
    'MessagesTable',
    'DocumentsTable',
    'BodiesBucket',
    'InstallationSecret',
    'TimerQueue',
    'TimerDeadLetterQueue',
    'IngestFailureQueue',
  ]
  const logs = [...idsOf('full')].filter(id => id.endsWith('LogGroup'))
  expect(logs).toHaveLength(12)
  for (const id of [...keepers, ...logs])
    expect([id, stringsIn(of('full', id))]).toEqual([id, expect.arrayContaining([key])])
  for (const id of keepers) expect(stringsIn(of('dev', id))).not.toContain('')
  const roles = resourcesOf(settled('full'), 'AWS::IAM::Role')
    .map(([id]) => id)
    .filter(id => !id.startsWith('FrontDoor'))
  expect(stringsIn(of('full', 'UsesKey').Roles).sort()).toEqual(roles.sort())
})

test('alarms tell its topic', () => {
  for (const [, { AlarmActions, OKActions }] of resourcesOf(settled('full'), 'AWS::CloudWatch::Alarm'))
    expect([AlarmActions, OKActions]).toEqual([[topic], [topic]])
  expect(Object.keys(settled('full').Outputs!)).toContain('AlarmTopicArn')
  expect(Object.keys(settled('dev').Outputs!)).not.toContain('AlarmTopicArn')
})

test('it says what may be pushed to inside, and what comes from where', () => {
  const variables = (stage: string, id: string) => (of(stage, id).Environment as { Variables: object }).Variables
  expect(variables('full', 'DispatchLambdaFunction')).toMatchObject({ SLUICE_PUSH_ALLOW: '10.0.0.0/16' })
  expect(variables('dev', 'DispatchLambdaFunction')).toMatchObject({ SLUICE_PUSH_ALLOW: '' })
  expect(variables('dev', 'IngestLambdaFunction')).toMatchObject({ SLUICE_INGEST: '{}' })
  expect(variables('full', 'IngestLambdaFunction')).toMatchObject({
    SLUICE_INGEST: expect.stringContaining('s3:uploads'),
  })
})

test('the front door is reached from its network alone, and pushes nothing', () => {
  expect(of('full', 'FrontDoorBalancer').Scheme).toBe('internal')
  expect(stringsIn(of('full', 'FrontDoorBalancerGroup').SecurityGroupIngress ?? null)).toContain('10.0.0.0/16')
  const task = of('full', 'FrontDoorTask')
  expect(stringsIn(task.ContainerDefinitions)).not.toContain('SLUICE_PUSH')
  expect(task.ContainerDefinitions).toMatchObject([
    { Environment: expect.arrayContaining([{ Name: 'SLUICE_PUSH_ALLOW', Value: '10.0.0.0/16' }]) },
  ])
  expect([...idsOf('dev')].filter(id => id.startsWith('FrontDoor'))).toEqual([])
})

test.each(['dev', 'full'])('whatever %s makes is tagged with application and stage', stage => {
  const state = stacks.get(stage)!
  expect(state.tags).toMatchObject({ application: 'sluice', stage })
})
