import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { storeContract } from './suite.ts'

storeContract('memory', async context => new MemoryStore(context))
