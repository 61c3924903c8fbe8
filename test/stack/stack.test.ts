import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { routes } from '../../functions/routes.ts'
import { bodyClassDays } from '../../lib/bodies/bodies.ts'
import { checkTemplate } from '../../scripts/package/checks/index.ts'
import { routeDifferences, routesOf } from '../../scripts/package/checks/routes.ts'
import { type Packaged, packageStacks } from '../../scripts/package/packageStacks.ts'
import { packStage, type Stack } from '../../scripts/package/stacks.ts'
import { type Finding, type Json, type JsonObject, resourcesOf, type Template } from '../../scripts/package/template.ts'
import { validateTemplates } from '../../scripts/package/validate.ts'
import { aService, realEntries } from './aService.ts'
import { eventTests } from './eventTests.ts'
import { rightsTests } from './rightsTests.ts'
import { watchTests } from './watchTests.ts'
import { filesInZip } from './zip.ts'

const functionNames = 'publish poll ack manage sqs send mns upkeep dispatch ingest canary'.split(' ')

const service = aService()
let packaged: Packaged
beforeAll(async () => {
  packaged = await packageStacks(service.root, realEntries)
})
afterAll(() => service[Symbol.dispose]())

const stackOf = (stage: string): Stack => packaged.stacks.find(stack => stack.stage === stage)!

test('every stage packages, and nothing is held against its template', () => {
  expect(packaged.stacks.map(({ stage }) => stage)).toEqual(['dev', 'prod'])
  expect(packaged.problems).toEqual([])
})

test('the template has the routes of the code, each at its function, and no others', () => {
  const { template } = stackOf('prod')
  expect(routeDifferences(template, routes)).toEqual([])
  expect(routesOf(template)).toHaveLength(routes.length)
})

describe('the template of prod', () => {
  const properties = (type: string) => resourcesOf(stackOf('prod').template, type).map(([, values]) => values)

  test('runs eleven functions on Node 24 and arm64, each in its own role', () => {
    const functions = properties('AWS::Lambda::Function')
    expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(functionNames.map(name => `sluice-prod-${name}`))
    for (const { Runtime, Architectures } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
    expect(properties('AWS::IAM::Role')).toHaveLength(functionNames.length)
  })

  test('keeps its tables, unlike dev', () => {
    const kept = ({ template }: Stack) =>
      resourcesOf(template, 'AWS::DynamoDB::Table').map(([id, table]) => [
        table.TableName,
        table.DeletionProtectionEnabled,
        template.Resources[id]!.DeletionPolicy,
      ])
    expect(kept(stackOf('prod'))).toEqual([
      ['sluice-prod-messages', true, 'Retain'],
      ['sluice-prod-documents', true, 'Retain'],
    ])
    expect(kept(stackOf('dev'))).toEqual([
      ['sluice-dev-messages', false, 'Delete'],
      ['sluice-dev-documents', false, 'Delete'],
    ])
  })

  test('keeps concurrency for each function, and leaves AWS the 100 it wants of the usual 1,000', () => {
    const reserved = properties('AWS::Lambda::Function').map(values => values.ReservedConcurrentExecutions as number)
    expect(reserved.every(count => count > 0)).toBe(true)
    expect(reserved.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(900)
  })

  test('ends every function before the API gives up at 30 s, and upkeep before its next round', () => {
    const timeouts = properties('AWS::Lambda::Function').map(({ FunctionName, Timeout }) => [FunctionName, Timeout])
    const all = Object.fromEntries(timeouts) as Record<string, number>
    const of = (names: readonly string[]) => names.map(name => all[`sluice-prod-${name}`]!)
    expect(Math.max(...of(functionNames.slice(0, 7)))).toBeLessThan(30)
    expect(Math.max(...of(['upkeep', 'canary']))).toBeLessThan(60)
  })

  test('keeps bodies private, and no longer than the classes that the code knows', () => {
    const [bucket] = properties('AWS::S3::Bucket').filter(({ LifecycleConfiguration }) => LifecycleConfiguration)
    expect(Object.values(bucket!.PublicAccessBlockConfiguration as JsonObject)).toEqual([true, true, true, true])
    const { Rules } = bucket!.LifecycleConfiguration as { Rules: JsonObject[] }
    const classes = Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined)
    expect(classes.map(({ Prefix, ExpirationInDays, Status }) => [Prefix, ExpirationInDays, Status])).toEqual(
      bodyClassDays.map(days => [`d${days}/`, days, 'Enabled']),
    )
  })

  test('tells the functions where everything is', () => {
    const url = `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`
    for (const { Environment, FunctionName } of properties('AWS::Lambda::Function'))
      expect((Environment as JsonObject).Variables).toMatchObject({
        SLUICE_STORE: 'dynamo',
        SLUICE_MESSAGES_TABLE: { Ref: 'MessagesTable' },
        SLUICE_DOCUMENTS_TABLE: { Ref: 'DocumentsTable' },
        SLUICE_DYNAMO_ENDPOINT: { 'Fn::Sub': `https://dynamodb.\${AWS::Region}.\${AWS::URLSuffix}` },
        SLUICE_BODIES_BUCKET: { Ref: 'BodiesBucket' },
        SLUICE_SECRET_ID: { Ref: 'InstallationSecret' },
        SLUICE_SECRETS_ENDPOINT: { 'Fn::Sub': `https://secretsmanager.\${AWS::Region}.\${AWS::URLSuffix}` },
        SLUICE_REGION: { Ref: 'AWS::Region' },
        SLUICE_AUTH: 'on',
        SLUICE_ACCOUNT: { Ref: 'AWS::AccountId' },
        SLUICE_PUBLIC_URL: { 'Fn::Sub': FunctionName === 'sluice-prod-send' ? `${url}/send` : url },
      })
  })

  test('names the API and the tables in its outputs', () => {
    expect(Object.keys(stackOf('prod').template.Outputs!)).toEqual(
      expect.arrayContaining([
        'HttpApiUrl',
        'MessagesTableName',
        'MessagesStreamArn',
        'DocumentsTableName',
        'BodiesBucketName',
        'InstallationSecretArn',
      ]),
    )
  })
})

describe('the rights of', () => rightsTests(() => stackOf('prod').template))
describe('what events start in prod:', () => eventTests(() => stackOf('prod').template))
describe('what watches prod:', () => watchTests(() => stackOf('prod').template))

test.each(functionNames)(
  '%s refuses to start in an environment that is not the template’s, in one plain sentence',
  async name => {
    vi.stubEnv('SLUICE_STORE', 'embedded')
    const { file } = packaged.bundles.find(bundle => bundle.name === name)!
    await expect(import(file)).rejects.toThrow(/^SLUICE_STORE is "embedded": on AWS it has to be dynamo\.$/)
    vi.unstubAllEnvs()
  },
)

describe('a fault seeded into a packaged template is found:', () => {
  /** What the validator and our own checks find in a copy of dev's template that has some values set anew. */
  const findings = (name: string, faults: Record<string, Json | undefined>) => {
    const template = structuredClone(stackOf('dev').template)
    for (const [path, value] of Object.entries(faults)) setAt(template, path.split('.'), value)
    const path = join(service.root, `${name}.json`)
    writeFileSync(path, JSON.stringify(template))
    const show = ({ check, at }: Finding) => `${check} ${at}`
    return {
      validator: validateTemplates([path]).get(path)!.map(show),
      ours: checkTemplate(template, stackOf('dev').promise).map(show),
    }
  }

  test('a dangling reference, by the validator and by us', () => {
    const at = 'Resources.PublishLambdaFunction.Properties.Environment.Variables.SLUICE_MESSAGES_TABLE'
    const { validator, ours } = findings('dangling', { [at]: { Ref: 'MesagesTable' } })
    expect(validator).toEqual([expect.stringMatching(/^[EF]\d+ PublishLambdaFunction/)])
    expect(ours).toEqual([`dangling reference ${at}`])
  })

  test.each<[string, string, Json | undefined, string[]]>([
    [
      'a route with an authorizer',
      'Resources.HttpApiRoutePostV1QueuesQueueVarMessages.Properties.AuthorizationType',
      'AWS_IAM',
      ['authorizer HttpApiRoutePostV1QueuesQueueVarMessages'],
    ],
    [
      'a function that asks nobody for a key',
      'Resources.AckLambdaFunction.Properties.Environment.Variables.SLUICE_AUTH',
      'off',
      ['open route AckLambdaFunction'],
    ],
    [
      'a wildcard',
      'Resources.PollRole.Properties.Policies.0.PolicyDocument.Statement.1.Action.0',
      'dynamodb:*',
      ['wildcard PollRole.Properties.Policies.0.PolicyDocument.Statement.1'],
    ],
    [
      'a log group without retention',
      'Resources.AckLogGroup.Properties.RetentionInDays',
      undefined,
      ['log retention AckLogGroup'],
    ],
    [
      'a shared role',
      'Resources.PollLambdaFunction.Properties.Role',
      { 'Fn::GetAtt': ['AckRole', 'Arn'] },
      ['role PollLambdaFunction', 'role AckLambdaFunction'],
    ],
    [
      'a table without its time to live',
      'Resources.MessagesTable.Properties.TimeToLiveSpecification',
      undefined,
      ['table MessagesTable'],
    ],
  ])('%s', (name, path, value, found) => {
    expect(findings(name.replaceAll(' ', '-'), { [path]: value }).ours).toEqual(found)
  })

  test('an unknown property and a value that is none of those allowed, by the validator', () => {
    const { validator } = findings('schema', {
      'Resources.HttpApi.Properties.ProtocolTipe': 'HTTP',
      'Resources.MessagesTable.Properties.BillingMode': 'PAY_NEVER',
    })
    expect(validator).toContainEqual(expect.stringMatching(/^[EF]\d+ HttpApi\b/))
    expect(validator).toContain('W3030 MessagesTable.Properties.BillingMode')
  })
})

test('a template that the validator cannot read is not taken for a sound one', () => {
  const path = join(service.root, 'garbage.json')
  writeFileSync(path, 'garbage: [')
  expect(validateTemplates([path]).get(path)).toContainEqual({
    check: 'validator',
    at: path,
    message: 'ended as ERROR',
  })
})

describe('the zips', () => {
  const zip = (folder: string, name: string) => readFileSync(join(folder, `${name}.zip`))
  const digests = (folder: string) =>
    readdirSync(folder)
      .filter(file => file.endsWith('.zip'))
      .map(file => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ])

  test('hold one bundled function each, and nothing else', () => {
    for (const { name, file } of packaged.bundles) {
      const inside = filesInZip(zip(stackOf('prod').folder, name))
      const files = readdirSync(dirname(file)).sort()
      expect([...inside.keys()].sort()).toEqual(files.map(part => `dist/functions/${name}/${part}`))
      expect(files).toContain('index.mjs')
      for (const [path, content] of inside) expect(content).toEqual(readFileSync(join(dirname(file), basename(path))))
    }
  })

  test('are the same for every stage, and once more from another folder in another time zone', async () => {
    const first = digests(stackOf('dev').folder)
    expect(first).toHaveLength(functionNames.length)
    expect(digests(stackOf('prod').folder)).toEqual(first)
    using elsewhere = aService()
    vi.stubEnv('TZ', 'Pacific/Auckland')
    const again = await packageStacks(elsewhere.root, realEntries)
    vi.unstubAllEnvs()
    expect(digests(again.stacks[0]!.folder)).toEqual(first)
  })
})

test('a stage without a file is refused', async () => {
  await expect(packStage(service.root, 'nosuch')).rejects.toThrow('serverless package --stage nosuch failed')
})

/** Sets a value deep inside a template, or takes it out; fails where the way there does not exist. */
function setAt(template: Template, path: string[], value: Json | undefined): void {
  const parent = path
    .slice(0, -1)
    .reduce<Json | undefined>((node, key) => (node as JsonObject)?.[key], template as Json)
  const key = path.at(-1)!
  if (typeof parent !== 'object' || parent === null) throw new Error(`no ${path.join('.')} in the template`)
  if (value === undefined) delete (parent as JsonObject)[key]
  else (parent as JsonObject)[key] = value
}
