import type { Clock } from '../domain/clock.ts'
import type { Keyring } from '../domain/keyring.ts'
import type { Queue } from '../domain/queue.ts'
import type { Random } from '../domain/random.ts'
import type { Store } from '../store/store.ts'

/** What every action works with. `clock` is the queues' time; `wall` bounds how long a caller is kept waiting. */
export type Services = {
  store: Store
  clock: Clock
  wall: Clock
  random: Random
  keyring: Keyring
  /** Told that there is a redrive to work on, where somebody in this process does. */
  onRedrive?: (() => void) | undefined
  /** Told that something was put into a push queue, where somebody in this process delivers it. */
  onPush?: ((queue: Queue) => void) | undefined
  /** Told how many messages left a queue for its dead-letter queue, where somebody in this process counts them. */
  onMovedAside?: ((queue: string, messages: number) => void) | undefined
}

/** One verb. The signal aborts when there is nobody left to answer; only actions that wait need to look at it. */
export type Action<Input, Output> = (services: Services, input: Input, signal: AbortSignal) => Promise<Output>
