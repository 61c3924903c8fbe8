import { readSettings, type Settings } from '../../../lib/config.ts'
import type { World } from '../../world.ts'
import type { Ask } from './aws.ts'

/** Where everything is that a deployment is made of, as its own functions know it. */
export type Site = {
  /** `sluice-STAGE`: what the names of its functions begin with. */
  prefix: string
  region?: string | undefined
  messagesTable: string
  documentsTable: string
  bodiesBucket: string
  secretId: string
  publicUrl: string
  timerQueueUrl?: string | undefined
}

export const functionNames = [
  'publish',
  'poll',
  'ack',
  'manage',
  'sqs',
  'send',
  'mns',
  'dispatch',
  'ingest',
  'upkeep',
  'canary',
] as const

export type Configuration = {
  State?: string
  LastUpdateStatus?: string
  Role?: string
  Timeout?: number
  Environment?: { Variables?: Record<string, string> }
}

export const configurationOf = (ask: Ask, name: string): Promise<Configuration> =>
  ask('lambda', 'GetFunctionConfiguration', { FunctionName: name }) as Promise<Configuration>

/** What the environment of `dispatch` says: nobody need be told names that AWS has made up. */
export async function findSite(ask: Ask, stage: string): Promise<Site> {
  const prefix = `sluice-${stage}`
  const { Environment } = await configurationOf(ask, `${prefix}-dispatch`)
  const said = Environment?.Variables ?? {}
  return {
    prefix,
    region: said.SLUICE_REGION,
    messagesTable: said.SLUICE_MESSAGES_TABLE ?? `${prefix}-messages`,
    documentsTable: said.SLUICE_DOCUMENTS_TABLE ?? `${prefix}-documents`,
    bodiesBucket: said.SLUICE_BODIES_BUCKET ?? '',
    secretId: said.SLUICE_SECRET_ID ?? '',
    publicUrl: said.SLUICE_PUBLIC_URL ?? '',
    timerQueueUrl: said.SLUICE_TIMER_QUEUE_URL,
  }
}

/** What a process of our own works on its tables with: in the region where they are, whatever is usual here. */
export const settingsOf = (
  { messagesTable, documentsTable, bodiesBucket, secretId, region }: Site,
  environment: World['settings']['environment'],
): Settings =>
  readSettings(
    { store: 'dynamo', messagesTable, documentsTable, ...(region !== undefined && { region }) },
    { ...environment, SLUICE_BODIES_BUCKET: bodiesBucket, SLUICE_SECRET_ID: secretId },
  )
