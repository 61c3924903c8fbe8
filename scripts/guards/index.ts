import { actionGuards } from './actions.ts'
import { domainGuards } from './domain.ts'
import type { Guard } from './guard.ts'
import { memoryGuards } from './memory.ts'
import { storeGuards } from './store.ts'

/** Every guard that `npm run test:guards` breaks. */
export const guards: readonly Guard[] = [...domainGuards, ...actionGuards, ...memoryGuards, ...storeGuards]
