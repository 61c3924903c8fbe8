import type { Clock } from '../domain/clock.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { Keyring } from '../domain/keyring.ts'
import type { Queue, QueueRef } from '../domain/queue.ts'
import type { Random } from '../domain/random.ts'
import type { Subscription, Topic } from '../domain/topic.ts'
import type { Store } from '../store/store.ts'

/** The document that a copy is wrapped in. */
export type RenderedCopy = Pick<Envelope, 'body' | 'kind'>

/** Wraps a message of a topic in a document that says where it comes from, for a subscription that wants one. */
export type RenderCopy = (
  envelope: Envelope,
  topic: Topic,
  subscription: Subscription,
  format: 'xml' | 'json',
) => RenderedCopy | Promise<RenderedCopy>

/** How many messages, and how large those were that were put in, in bytes. */
export type QueueCounts =
  | { kind: 'sent'; bytes: readonly number[] }
  | { kind: 'received'; messages: number }
  | { kind: 'deleted'; messages: number }

/** How many messages of a queue are in which state, and for how long the head of the line has been visible. */
export type MeasuredQueue = {
  name: string
  visible: number
  inFlight: number
  delayed: number
  oldestAgeMs: number
  /** The head of the line is a dead letter: it waits for somebody who looks, and no consumer is late. */
  isAside: boolean
}

/** What every action works with. `clock` is the queues' time; `wall` bounds how long a caller is kept waiting. */
export type Services = {
  store: Store
  clock: Clock
  wall: Clock
  random: Random
  keyring: Keyring
  /** Told that there is a redrive to work on, where somebody in this process does. */
  onRedrive?: (() => void) | undefined
  /** Writes copies in xml and json. Without one they are kept for somebody who can. */
  renderCopy?: RenderCopy | undefined
  /** Told of an outbox of a topic in which something was left, where somebody in this process finishes it. */
  onOutbox?: ((queue: Queue) => void) | undefined
  /**
   * Has whoever pushes look into the queue at `atMs`, where nobody stays to wait for that. It may get lost, or reject: what must
   * not be forgotten is marked as due as well.
   */
  wakeAt?: ((queue: QueueRef, atMs: number) => Promise<void>) | undefined
  /** Told that something was put into a push queue, or may be visible in a queue with triggers, where somebody in this process delivers it. */
  onPush?: ((queue: Queue) => void) | undefined
  /** Whether an endpoint may be at an address. Without it that is seen when it is connected to, as it is for names. */
  mayPush?: ((address: string) => Promise<boolean>) | undefined
  /** Whether a trigger may run a module, by its path; without it none may. */
  mayRunModule?: ((path: string) => Promise<boolean> | boolean) | undefined
  /**
   * Told that messages of a queue are about to be put in, taken out or finished, where somebody notes which queues are in use. Resolves when
   * that is noted; never rejects.
   */
  onUse?: ((queue: QueueRef) => Promise<void> | undefined) | undefined
  /** Told what was done with messages of a queue, where somebody in this process counts that. */
  onCounted?: ((queue: string, counted: QueueCounts) => void) | undefined
  /** Told how the queues stand that were in use, once a round of upkeep; nothing in `measured` where none was. */
  onMeasured?: ((measured: readonly MeasuredQueue[]) => void) | undefined
  /** Told how many messages left a queue for its dead-letter queue, where somebody in this process counts them. */
  onMovedAside?: ((queue: string, messages: number) => void) | undefined
}

/** One verb. The signal aborts when there is nobody left to answer; only actions that wait need to look at it. */
export type Action<Input, Output> = (services: Services, input: Input, signal: AbortSignal) => Promise<Output>
