import { onTestFinished } from 'vitest'
import { Keyring } from '../../lib/domain/keyring.ts'
import { makePerform } from '../../lib/identity/perform.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import type { MakeStore } from '../contract/open.ts'
import { aContext } from '../fixtures.ts'

export const never = new AbortController().signal
export const anyone = { name: 'anyone', may: () => true }
/** The queue of every scene. */
export const queue = 'orders'

type Hook = (call: string) => Promise<void>

/** The same object; each call first waits for the hook. */
function withCalls<Target extends object>(target: Target, hookNow: () => Hook | undefined): Target {
  return new Proxy(target, {
    get(object, name) {
      const member = Reflect.get(object, name, object)
      if (name === 'documents') return withCalls(member as object, hookNow)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        await hookNow()?.(String(name))
        return member.apply(object, given)
      }
    },
  })
}

/**
 * A queue, on the memory store where nothing else is said. `slow` does the same as `perform`, but `before` a call of the store somebody else may
 * act: once, or as many times as said.
 */
export async function aScene(makeStore: MakeStore = async context => new MemoryStore(context)) {
  const context = aContext()
  const store = await makeStore(context)
  onTestFinished(() => store.close())
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  let hook: Hook | undefined
  const perform = makePerform({ ...context, keyring, store })
  const slow = makePerform({ ...context, keyring, store: withCalls(store, () => hook) })
  const before = (call: string, act: () => Promise<unknown>, times = 1): void => {
    let left = times
    hook = async name => {
      if (name !== call || left === 0) return
      left -= 1
      await act()
    }
  }
  await perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
  return { ...context, store, keyring, perform, slow, before }
}

export type Scene = Awaited<ReturnType<typeof aScene>>

export const aMessage = (body = 'a') => ({ body: Buffer.from(body), kind: 'text' as const })

/** Publishes one message and gives its id. */
export async function publishOne({ perform }: Scene, message: object = {}): Promise<string> {
  const { ids } = await perform(anyone, 'publish', { queue, messages: [{ ...aMessage(), ...message }] }, never)
  return ids[0]!
}
