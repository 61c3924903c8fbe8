import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { storeContract } from '../contract/suite.ts'
import { aFolder } from './aFolder.ts'

for (const durability of ['kill', 'power'] as const)
  storeContract(`embedded (${durability})`, context => openEmbeddedStore(aFolder(), context, { durability }))
