import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleFunctions } from '../../scripts/package/bundle.ts'
import { packStage } from '../../scripts/package/stacks.ts'
import { type JsonObject, resourcesOf } from '../../scripts/package/template.ts'
import type { Emulator } from '../dynamo/emulator.ts'
import { dynamoDbLocal } from '../dynamo/local.ts'
import { aFunction, anEvent } from './aFunction.ts'
import { aService, realEntries } from './aService.ts'
import { aBucket, aSecretsManager } from './standIns.ts'

export const tables = { messages: 'sluice-dev-messages', documents: 'sluice-dev-documents' }

export const region = 'eu-central-1'

/** What stands for each reference of the template, and each address of AWS, here. */
export type Stands = Readonly<Record<string, string>>

/** Addresses of AWS that the template leaves to its clients: the variables by which those hear of others. */
export type Elsewhere = Readonly<Record<`AWS_ENDPOINT_URL_${string}`, string>>

/**
 * The packaged stage `dev` on DynamoDB Local: each function in a process of its own, with what its template gives it, pointed at this machine.
 * `changes`: variables of functions that another stage would set otherwise.
 */
export async function deployed(
  stands: Stands,
  elsewhere: Elsewhere = {},
  changes: Readonly<Record<string, Stands>> = {},
) {
  const service = aService()
  const root = mkdtempSync(join(tmpdir(), 'sluice-deployed-'))
  await bundleFunctions(realEntries, join(service.root, 'dist/functions'))
  const stack = await packStage(service.root, 'dev')
  const emulator = await dynamoDbLocal.start()
  await emulator.createTables(tables)
  const [secrets, bucket] = [await aSecretsManager('InstallationSecret'), await aBucket()]
  const known: Stands = {
    'https://dynamodb.': emulator.endpoint,
    'https://secretsmanager.': secrets.endpoint,
    'https://${HttpApi}': 'https://abc.execute-api.eu-central-1.amazonaws.com',
    MessagesTable: tables.messages,
    DocumentsTable: tables.documents,
    BodiesBucket: 'bodies',
    'AWS::Region': region,
    'AWS::AccountId': '123456789012',
    ...stands,
  }
  const resolved = (value: unknown): string => {
    if (typeof value === 'string') return value
    const { Ref, 'Fn::Sub': text = Ref! } = value as Record<string, string>
    return Object.entries(known).find(([name]) => text.startsWith(name))?.[1] ?? text
  }
  const environmentOf = (name: string): Record<string, string> => {
    const functions = resourcesOf(stack.template, 'AWS::Lambda::Function')
    const [, { Environment }] = functions.find(([, { FunctionName }]) => FunctionName === `sluice-dev-${name}`)!
    const variables = (Environment as JsonObject).Variables as JsonObject
    return Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, resolved(value)]))
  }
  const token = await firstToken(emulator, secrets.endpoint)
  const running = new Map<string, ReturnType<typeof aFunction>>()
  const start = (name: string) => {
    const zip = readFileSync(join(stack.folder, `${name}.zip`))
    return aFunction(name, zip, mkdtempSync(join(root, `${name}-`)), {
      ...environmentOf(name),
      AWS_ENDPOINT_URL_S3: bucket.endpoint,
      ...elsewhere,
      ...changes[name],
    })
  }
  /** A function that is started by the first event that it gets. */
  const invoke = async (name: string, event: object): Promise<unknown> => {
    const started = running.get(name) ?? start(name)
    running.set(name, started)
    return (await started).call(event)
  }
  const call = async (name: string, method: string, path: string, body?: unknown) => {
    const [rawPath, rawQueryString = ''] = path.split('?')
    const event = { ...anEvent(method, rawPath!, body, `Bearer ${token}`), rawQueryString }
    const { statusCode, body: answer } = (await invoke(name, event)) as { statusCode: number; body?: string }
    return { status: statusCode, answer: JSON.parse(answer ?? 'null') }
  }
  const said = async (name: string): Promise<string> => (await running.get(name))?.said.join('') ?? ''
  const stop = async () => {
    for (const one of running.values()) (await one.catch(() => undefined))?.stop()
    for (const one of [secrets, bucket]) one.stop()
    await emulator.stop()
    rmSync(root, { recursive: true, force: true })
    service[Symbol.dispose]()
  }
  return { emulator, invoke, call, said, stop }
}

/** Of the key that is made after the deploy, by the command that the guide names. */
async function firstToken({ endpoint }: Emulator, secretsEndpoint: string): Promise<string> {
  const script = join(import.meta.dirname, '../../cli/sluice.ts')
  const env = {
    ...process.env,
    SLUICE_STORE: 'dynamo',
    SLUICE_REGION: region,
    SLUICE_MESSAGES_TABLE: tables.messages,
    SLUICE_DOCUMENTS_TABLE: tables.documents,
    SLUICE_DYNAMO_ENDPOINT: endpoint,
    SLUICE_SECRET_ID: 'InstallationSecret',
    SLUICE_SECRETS_ENDPOINT: secretsEndpoint,
    AWS_ACCESS_KEY_ID: 'AKIAOFWHOEVERDEPLOYS',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }
  const words = [script, 'access-key', 'bootstrap', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, encoding: 'utf8' })
  const { id, secret } = JSON.parse(stdout)
  return `${id}.${secret}`
}
