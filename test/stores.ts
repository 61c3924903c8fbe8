import { openEmbeddedStore } from '../lib/store/embedded/openEmbeddedStore.ts'
import { MemoryStore } from '../lib/store/memory/memoryStore.ts'
import type { MakeStore } from './contract/open.ts'
import { aDynamoStore } from './dynamo/aDynamoStore.ts'
import { aFolder } from './embedded/aFolder.ts'

/** Every store there is, for suites that have to hold on each. */
export const stores: readonly (readonly [name: string, makeStore: MakeStore])[] = [
  ['memory', async context => new MemoryStore(context)],
  ['embedded', context => openEmbeddedStore(aFolder(), context)],
  ['dynamo', async context => aDynamoStore(context)],
]
