import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleConditions } from '../../scripts/package/conditions.ts'
import type { Template } from '../../scripts/package/template.ts'
import { type Account, readAccount, type StackResource } from './account.ts'
import { repository } from './aService.ts'
import { type Aws, awsEnvironment, moto } from './moto.ts'

/**
 * What the emulator passes over: these are held by AWS's validator and by the tests of the templates alone. So is the time to live
 * of tables, a property that it does not read.
 */
const passedOver = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::Secret',
]

// Commands of people, one after the other: packaging, checking and deploying take their time where the machine has little.
const patienceMs = 600_000
const parts = ['client', 'cli', 'functions', 'lib', 'scripts', 'infra', 'serverless.yml', 'package.json']

// The very commands that the guide names, in a copy of what they read, with nothing changed but the environment.
describe.skipIf(moto.unavailable !== undefined)(
  `deploying, updating and removing on ${moto.name}${moto.unavailable ? ` (${moto.unavailable})` : ''}`,
  { timeout: patienceMs },
  () => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-rehearsal-'))
    let aws: Aws
    let before: Account
    beforeAll(async () => {
      for (const part of parts) cpSync(join(repository, part), join(root, part), { recursive: true })
      symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
      aws = await moto.start()
      before = await readAccount(aws)
    })
    afterAll(async () => {
      await aws?.stop()
      rmSync(root, { recursive: true, force: true })
    })

    const run = async (program: string, ...words: string[]): Promise<string> => {
      const env = { PATH: process.env.PATH, HOME: root, ...awsEnvironment(aws), npm_config_update_notifier: 'false' }
      const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: root, env, encoding: 'utf8' })
      return stdout + stderr
    }
    const serverless = (...words: string[]) => run(join(root, 'node_modules/.bin/serverless'), ...words)
    const npm = (...words: string[]) => run('npm', 'run', ...words)
    const templateOf = (stage: string): Template =>
      settleConditions(
        JSON.parse(readFileSync(join(root, `dist/stacks/${stage}/cloudformation-template-update-stack.json`), 'utf8')),
      )
    const typesOf = (resources: readonly StackResource[]) => Map.groupBy(resources, ({ type }) => type)

    test('npm run deploy makes the stack, all but what the emulator does not know', async () => {
      expect(await npm('deploy', '--', '--stage', 'dev')).toContain('Service deployed to stack sluice-dev')
      const { resources } = await readAccount(aws, 'sluice-dev')
      const made = new Set(resources.map(({ id }) => id))
      const missing = Object.entries(templateOf('dev').Resources).filter(([id]) => !made.has(id))
      expect([...new Set(missing.map(([, { Type }]) => Type))].sort()).toEqual(passedOver)
      const wanted = Object.values(templateOf('dev').Resources).filter(({ Type }) => !passedOver.includes(Type))
      expect(resources).toHaveLength(wanted.length)
      expect([...typesOf(resources).keys()].sort()).toEqual([...new Set(wanted.map(({ Type }) => Type))].sort())
    })

    test('serverless info tells where everything is', async () => {
      const told = await serverless('info', '--verbose', '--stage', 'dev')
      for (const name of Object.keys(templateOf('dev').Outputs!).filter(
        name => !/HttpApiId|InstallationSecret/.test(name),
      ))
        expect(told).toMatch(new RegExp(`^ *${name}: \\S`, 'm'))
    })

    test('what is there is what was asked for', async () => {
      const { tables, functions, sources, queues, rules, roles, logGroups, dashboards } = await readAccount(aws)
      expect(tables).toEqual([
        { name: 'sluice-dev-documents', keys: ['p', 's'], stream: undefined },
        { name: 'sluice-dev-messages', keys: ['p', 's'], stream: 'NEW_AND_OLD_IMAGES' },
      ])
      const names = ['ack', 'canary', 'dispatch', 'ingest', 'manage', 'mns', 'poll', 'publish', 'send', 'sqs', 'upkeep']
      expect(functions.map(({ name }) => name)).toEqual(names.map(name => `sluice-dev-${name}`))
      for (const { name, runtime, role, handler, environment } of functions) {
        expect({ runtime, handler }).toEqual({
          runtime: 'nodejs24.x',
          handler: `dist/functions/${name.split('-').at(-1)}/index.handler`,
        })
        expect(roles).toContain(role)
        expect(environment).toMatchObject({ SLUICE_MESSAGES_TABLE: 'sluice-dev-messages', SLUICE_AUTH: 'on' })
      }
      expect(new Set(functions.map(({ role }) => role)).size).toBe(names.length)
      expect(logGroups).toEqual(names.map(name => ({ name: `/aws/lambda/sluice-dev-${name}`, days: 7 })))
      expect(sources).toEqual([
        { function: 'sluice-dev-dispatch', from: 'dynamodb', batchSize: 1000, startingPosition: 'TRIM_HORIZON' },
        { function: 'sluice-dev-dispatch', from: 'sqs', batchSize: 1, startingPosition: undefined },
      ])
      expect(queues).toEqual([
        { name: 'sluice-dev-ingest-failures', visibilitySeconds: 30, days: 14, redrive: undefined },
        {
          name: 'sluice-dev-timers',
          visibilitySeconds: 960,
          days: 4,
          redrive: { queue: 'sluice-dev-timers-dead', after: 5 },
        },
        { name: 'sluice-dev-timers-dead', visibilitySeconds: 30, days: 14, redrive: undefined },
      ])
      expect(rules.map(({ schedule, state }) => [schedule, state])).toEqual(
        Array.from({ length: 2 }, () => ['rate(1 minute)', 'ENABLED']),
      )
      expect(rules.flatMap(({ targets }) => targets).sort()).toEqual(['sluice-dev-canary', 'sluice-dev-upkeep'])
      expect(dashboards).toEqual(['sluice-dev'])
    })

    test('deploying again makes nothing anew, be it without a change or forced', async () => {
      const { resources } = await readAccount(aws, 'sluice-dev')
      expect(await serverless('deploy', '--stage', 'dev')).toContain('No changes to deploy')
      expect(await serverless('deploy', '--stage', 'dev', '--force')).toContain('Service deployed')
      expect((await readAccount(aws, 'sluice-dev')).resources).toEqual(resources)
    })

    test('npm run remove is the way back, bodies and all', async () => {
      const { resources } = await readAccount(aws, 'sluice-dev')
      const { endpoint } = aws
      const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
      const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials })
      const Bucket = resources.find(({ id }) => id === 'BodiesBucket')!.physical
      for (const Key of ['d17/one', 'd400/two']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
      s3.destroy()
      const told = await npm('remove', '--', '--stage', 'dev')
      expect(told).toContain('2 bodies removed')
      expect(told).toContain('has been successfully removed')
      expect(await readAccount(aws)).toEqual(before)
    })

    test('prod leaves its tables and its bodies behind, and nothing else', async () => {
      await serverless('deploy', '--stage', 'prod')
      const { resources } = await readAccount(aws, 'sluice-prod')
      const bodies = resources.find(({ id }) => id === 'BodiesBucket')!.physical
      await npm('remove', '--', '--stage', 'prod')
      const { tables, buckets, ...others } = await readAccount(aws)
      const { tables: _tables, buckets: _buckets, ...othersBefore } = before
      expect(others).toEqual(othersBefore)
      expect(tables.map(({ name }) => name)).toEqual(['sluice-prod-documents', 'sluice-prod-messages'])
      expect(buckets).toEqual([bodies])
    })
  },
)
