import { MemoryStore } from './memory/memoryStore.ts'
import type { Store, StoreContext } from './store.ts'

export type StoreWish = { store: 'embedded' | 'memory'; data: string; durability: 'kill' | 'power' }

/** The store of one machine. The embedded one brings its database along only where it is wanted. */
export async function openStore({ store, data, durability }: StoreWish, context: StoreContext): Promise<Store> {
  if (store === 'memory') return new MemoryStore(context)
  const { openEmbeddedStore } = await import('./embedded/embeddedStore.ts')
  return openEmbeddedStore(data, context, { durability })
}
