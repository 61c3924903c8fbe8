import { join } from 'node:path'
import { FolderBodies } from '../../bodies/folderBodies.ts'
import { S3Bodies } from '../../bodies/s3Bodies.ts'
import type { Store, StoreContext } from '../store.ts'
import { AwsDynamo } from './awsDynamo.ts'
import { DynamoStore } from './dynamoStore.ts'
import { checkTables, type Tables } from './tables.ts'

export type HomeStoreWish = {
  region: string
  endpoint: string | undefined
  /** Whether the endpoint is one of this machine: there missing tables are made, and any credentials will do. */
  isLocal: boolean
  tables: Tables
  /** Where large bodies lie: in this bucket if there is one, else in this folder. */
  bucket: string | undefined
  folder: string
}

/** The store of a server at home or in a container. Rejects with an Error that says which table is not as it should be. */
export async function openHomeStore(wish: HomeStoreWish, context: StoreContext): Promise<Store> {
  const { region, endpoint, isLocal, tables } = wish
  checkBucket(wish)
  const where = { region, endpoint, credentials: isLocal ? 'local' : 'chain' } as const
  await checkTables({ ...where, tables, create: isLocal })
  const dynamo = new AwsDynamo(where)
  const bodies = bodiesOf(wish, context)
  return new ClosingStore({ ...context, dynamo, tables, bodies }, async () => {
    dynamo.close()
    await bodies.close()
  })
}

/** A folder will do beside tables on this machine; what others read the messages of, they must find the bodies of, too. */
function checkBucket({ bucket, isLocal }: HomeStoreWish): void {
  if (bucket !== undefined || isLocal) return
  throw new Error('SLUICE_BODIES_BUCKET is not set: with tables that are not on this machine it has to name a bucket.')
}

const bodiesOf = ({ bucket, region, folder }: HomeStoreWish, context: StoreContext): S3Bodies | FolderBodies =>
  bucket === undefined ? new FolderBodies(join(folder, 'bodies'), context) : new S3Bodies({ bucket, region })

/** A store that has its keepers for itself, and frees them when it is closed. */
class ClosingStore extends DynamoStore {
  readonly #free: () => Promise<void>

  constructor(parts: ConstructorParameters<typeof DynamoStore>[0], free: () => Promise<void>) {
    super(parts)
    this.#free = free
  }

  override async close(): Promise<void> {
    await super.close()
    await this.#free()
  }
}
