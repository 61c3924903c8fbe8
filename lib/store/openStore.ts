import { isLocalEndpoint, type Settings } from '../config.ts'
import { MemoryStore } from './memory/memoryStore.ts'
import type { Store, StoreContext } from './store.ts'

export type StoreWish = Pick<
  Settings,
  'store' | 'data' | 'durability' | 'region' | 'messagesTable' | 'documentsTable' | 'dynamoEndpoint' | 'bodiesBucket'
>

/** The store of a server. Those that need much code of others bring it along only where they are wanted. */
export async function openStore(wish: StoreWish, context: StoreContext): Promise<Store> {
  if (wish.store === 'memory') return new MemoryStore(context)
  if (wish.store === 'dynamo') return openDynamo(wish, context)
  const { openEmbeddedStore } = await import('./embedded/openEmbeddedStore.ts')
  return openEmbeddedStore(wish.data, context, { durability: wish.durability })
}

async function openDynamo(wish: StoreWish, context: StoreContext): Promise<Store> {
  const { openHomeStore } = await import('./dynamo/homeStore.ts')
  const { region, dynamoEndpoint: endpoint, bodiesBucket: bucket, data: folder } = wish
  const tables = { messages: wish.messagesTable, documents: wish.documentsTable }
  return openHomeStore({ region, endpoint, isLocal: isLocalEndpoint(endpoint), tables, bucket, folder }, context)
}
