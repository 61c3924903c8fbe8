import { keepUntilMs, ttlOf } from './block.ts'
import { forwardKey, keyAttributes } from './keys.ts'

/** Without an address it says that the message left its queue. */
export const forwardItem = (scope: string, id: string, readyAtMs: number) => ({
  ...keyAttributes(forwardKey(scope, id)),
  t: ttlOf(keepUntilMs(readyAtMs)),
})
