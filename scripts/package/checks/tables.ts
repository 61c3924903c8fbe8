import { isDeepStrictEqual } from 'node:util'
import { type Finding, type Json, type JsonObject, resourcesOf, type Template } from '../template.ts'

/** What a stage says of its tables (infra/stages). */
export type TablePromise = { deletionProtection: boolean; tableDeletionPolicy: string; kmsKeyArn?: string }

/** Differences between the two tables of a template and what the data model and the stage promise of them. */
export function brokenTables(template: Template, stage: TablePromise): Finding[] {
  const tables = new Map(
    resourcesOf(template, 'AWS::DynamoDB::Table').map(([id, table]) => [lastWord(table), { id, table }]),
  )
  return Object.entries(promised(stage)).flatMap(([name, properties]) => {
    const found = tables.get(name)
    if (found === undefined) return [broken(`table ${name}`, 'is missing')]
    return [...differences(found.id, found.table, properties), ...policy(template, found.id, stage)]
  })
}

function promised({ deletionProtection, kmsKeyArn }: TablePromise): Record<'messages' | 'documents', JsonObject> {
  const both = {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'p', KeyType: 'HASH' },
      { AttributeName: 's', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'p', AttributeType: 'S' },
      { AttributeName: 's', AttributeType: 'S' },
    ],
    SSESpecification: encryptionBy(kmsKeyArn),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 't', Enabled: true },
    DeletionProtectionEnabled: deletionProtection,
  }
  return {
    messages: { ...both, StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } },
    documents: both,
  }
}

/** By a key of the account that AWS manages, or by that of the stage. */
const encryptionBy = (key?: string): JsonObject =>
  key ? { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } : { SSEEnabled: true }

const differences = (id: string, table: JsonObject, wanted: JsonObject): Finding[] =>
  Object.entries(wanted)
    .filter(([property, value]) => !isDeepStrictEqual(table[property], value))
    .map(([property, value]) => broken(id, `${property} is ${show(table[property])}, promised is ${show(value)}`))

function policy(template: Template, id: string, { tableDeletionPolicy }: TablePromise): Finding[] {
  const { DeletionPolicy } = template.Resources[id]!
  if (DeletionPolicy === tableDeletionPolicy) return []
  return [broken(id, `DeletionPolicy is ${show(DeletionPolicy)}, promised is ${tableDeletionPolicy}`)]
}

const lastWord = (table: JsonObject): string => String(table.TableName).split('-').at(-1)!
const show = (value: Json | undefined): string => JSON.stringify(value) ?? 'not set'
const broken = (at: string, message: string): Finding => ({ check: 'table', at, message })
