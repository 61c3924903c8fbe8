import type { Clock } from '../domain/clock.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { Judge } from '../domain/judge.ts'
import type { Message, MessageState } from '../domain/message.ts'
import type { DeduplicationScope } from '../domain/ordered.ts'
import type { ProblemCode } from '../domain/problem.ts'
import type { QueueRef } from '../domain/queue.ts'
import type { Random } from '../domain/random.ts'
import type { Receipt } from '../domain/receipt.ts'
import type { DuePage, DueRange, DueSake } from './due.ts'
import type { Aside, RedriveOrder, RedrivePage, SweepOrder, SweepPage } from './elsewhere.ts'

export type * from './due.ts'
export type * from './elsewhere.ts'

/**
 * What a store must keep: one sentence a promise. `test/contract/` holds every store to it with one suite. The store
 * chooses candidates, the domain judges them, one conditional step applies the verdicts. Whatever loses a race is an
 * answer, never an exception; a store that cannot serve (its disk is full) throws a Problem and has changed nothing.
 *
 * A queue is known by uid and generation: nothing of another generation is ever handed out, found or counted. It is ordered
 * when its name says so (`isOrdered`): then a poll hands out what `openRun` lets through and nothing else, each message has
 * a sequence number, and no lapsed receipt settles, whatever `ifLapsed` says. What has expired a store may drop unasked, unless
 * the queue's document says by then that it is moved aside (`deadLetter.expired`).
 */
export interface Store {
  readonly documents: Documents

  /**
   * Keeps messages, in the order given. `stored` means kept: it survives what the store promises to survive. The
   * same request key within its time answers the same ids without storing again; with another fingerprint,
   * `requestKeyReused`. Results stand in the order of the envelopes. With deduplication, a message whose key (by
   * `deduplicationKey`) was stored less than `windowMs` ago, be it in this very call, is not stored: it answers the id and the
   * sequence of the first one, whatever has become of that. On standard queues a message says that it `yields` where its
   * group is noisy (`NoisyGroups`) by what this process was asked to publish.
   */
  publish(
    queue: QueueRef,
    envelopes: readonly Envelope[],
    request?: RequestKey,
    deduplication?: Deduplication,
  ): Promise<PublishReply>

  /**
   * Whether `count` messages more may be published in this second of the clock; they then count. All who share the store
   * share the budget: together they are never promised more than `perSecond` in a second, though perhaps less. Asked only
   * for queues with a limit.
   */
  takePublishes(queue: QueueRef, budget: Budget): Promise<boolean>

  /**
   * Leases up to `maxMessages` visible messages that the judge lets through, better ranks first (`rankOf`: the priority, and
   * of one priority what does not yield before what does) and those of one rank roughly in the order in which they became visible; drops those it says to drop and moves those aside that it
   * says to (perhaps some of them only later). Of a queue with several ranks one poll in sixteen (`drawShare`)
   * leases of one of the others alone, the first in turn (`restInTurn`) that has messages visible for more than `agedMs`; where
   * none has, it is as any other. Until five seconds after the queue first had a priority a store may take it for the default one, and until five
   * seconds after it first had a group of a priority, what yields for what does not. Perhaps fewer than are
   * visible; repeated polls drain; empty only after a look from the start. Two polls never lease the same message. Stops
   * before the answer exceeds `maxBytes` (by `answerBytes`), but a single message always fits. On an ordered queue they are
   * the open run of one group, in order, then that of the next, the group whose head became visible first before the
   * others. With an `attemptId` that answered messages within `limits.attemptSeconds`, the same messages with the same
   * receipts, and their leases as the judge says now, without counting again: unless one of them was settled, edited or
   * handed out since, or has expired. With `inFlightMax` it leases none (but for no time at all) beside as many of the
   * queue that run, whoever leased them: then it answers as if it were empty. A store of many processes counts only those that
   * were leased under a limit, and perhaps some that nobody holds any more, until their time is over.
   */
  poll(queue: QueueRef, order: PollOrder): Promise<Leased[]>

  /**
   * Drops and moves aside what the judge says, and leases nothing: a step of bounded length through what is visible, from
   * the cursor on. Without a cursor in the answer it has seen all.
   */
  sweep(queue: QueueRef, order: SweepOrder): Promise<SweepPage>

  /**
   * Puts visible messages elsewhere as new ones, of new ids: a step of bounded length from the cursor on, in the order of
   * a sweep, that ends before the next message once the order is full. Each goes in one step: it is in one of the two
   * queues at any time, visible at once, never handed out under its new id, and every receipt for the old one ends.
   * What is leased or delayed is passed over. What loses a race, or would go to a queue known to be gone, stays, so that
   * fewer may be moved than were chosen.
   */
  redrive(queue: QueueRef, order: RedriveOrder): Promise<RedrivePage>

  /** Ends or moves leases; an outcome for each, in order. Settlements of one call may name the same message. */
  settle(queue: QueueRef, settlements: readonly Settlement[]): Promise<SettleOutcome[]>

  /** The message with this id, leased or not, with no effect on it; undefined when the queue does not hold it. */
  find(queue: QueueRef, id: string): Promise<Message | undefined>

  /**
   * A page of messages in one state, with no effect on them, in the order in which they (will) become visible; of an
   * ordered queue perhaps group after group.
   * A page may be empty and still have a cursor; it ends before it exceeds `maxBytes`, as a poll does. A message that
   * changes state between two pages may be missed or seen twice. Includes messages that have expired and were not dropped yet.
   */
  browse(queue: QueueRef, page: BrowseOrder): Promise<MessagePage>

  /**
   * Cancels a message, or replaces its envelope (its priority included) and makes it visible at another time. Wins or
   * loses against a lease, never half; a change ends every receipt handed out before.
   */
  change(queue: QueueRef, id: string, change: Change): Promise<ChangeOutcome>

  /** Counts by state. Messages that have expired and were not dropped yet may be counted. */
  stats(queue: QueueRef): Promise<Stats>

  /**
   * Resolves when a look may be worth it, at `untilWallMs` at the latest, or when the signal aborts. For 'message': a
   * message may have become visible (published, released, its delay or lease over), or the queue changed; for 'change':
   * `discard` or `nudge` only. With `inFlightMax`, while so many leases run, for one of them to end, not for messages. May be early; never later than the store's bound (in-process stores: at once). Of
   * several waiters one message need wake only one.
   */
  wait(queue: QueueRef, order: WaitOrder): Promise<void>

  /** Wakes every waiter of the queue, so that it looks at the queue's document again. */
  nudge(queue: QueueRef): void

  /** Says that this generation is dead (deleted or purged): wakes its waiters, and its space may be used again. */
  discard(queue: QueueRef): Promise<void>

  /**
   * Remembers that something of the queue falls due at `atMs` though nobody may be polling. Marks in the same minute
   * for the same sake ('look' where none is said) are one. Kept for at least a day after it fell due.
   */
  markDue(queue: QueueRef, atMs: number, sake?: DueSake): Promise<void>

  /** Marks after `afterMs` (absent: all that are kept) and at or before `untilMs`, oldest first, from the cursor on. */
  due(range: DueRange, cursor?: string): Promise<DuePage>

  /** Finishes what is under way and frees the folder; every later call throws ShuttingDown. */
  close(): Promise<void>
}

export type StoreContext = { clock: Clock; wall: Clock; random: Random }

/** `fingerprint` stands for the whole request; the key is forgotten at `keepUntilMs` (of the queue clock). */
export type RequestKey = { key: string; fingerprint: string; keepUntilMs: number }

/** `sequence`: on ordered queues. */
export type PublishResult =
  | { kind: 'stored'; id: string; sequence?: number }
  | { kind: 'refused'; problem: ProblemCode }
export type PublishReply = { kind: 'published'; results: PublishResult[] } | { kind: 'requestKeyReused' }

/** On ordered queues only. */
export type Deduplication = { scope: DeduplicationScope; windowMs: number }

/** `attemptId`: the caller's name for this poll, on ordered queues only, with a judge that counts. */
export type PollOrder = {
  maxMessages: number
  maxBytes: number
  judge: Judge
  aside?: Aside | undefined
  attemptId?: string | undefined
  inFlightMax?: number | undefined
}

export type Budget = { count: number; perSecond: number }

/** `isUncounted`: the judge left the attempts as they were, so that there is nothing to take back. */
export type Leased = { message: Message; receipt: Receipt; isUncounted?: boolean | undefined }

/**
 * `ack` finishes. `release` gives back, visible again after `delayMs`; the receipt still fences until the next hand-
 * over. Its `countAttempt` says how many attempts there are from then on, by the receipt and so the same however often it is
 * said: `true` as many as it shows; `false` takes the hand-over back, one fewer (none below 0), which is for leases that were
 * counted; `'now'` one more, for a hand-over that its lease did not count (its judge answered the attempts of the candidate).
 * `extend` sets the lease to end `ms` from now, and leaves the attempts as the receipt shows them. `moveAside` gives up: the
 * message goes to the other queue at once, which is told of as many attempts as there were, or as its `countAttempt` says.
 * A lease that lapses leaves the attempts as its judge said. `ifLapsed`: whether a receipt still counts once its lease has run out or was released, while nobody else has it. A receipt without a token is good
 * for a message of a standard queue that was never leased nor changed: it holds it until the delay is over, and an extend
 * moves the delay.
 */
export type Settlement = { receipt: Receipt; ifLapsed: 'accept' | 'refuse' } & (
  | { kind: 'ack' }
  | { kind: 'release'; delayMs: number; reason?: string | undefined; countAttempt: boolean | 'now' }
  | { kind: 'extend'; ms: number }
  | {
      kind: 'moveAside'
      aside: Aside
      text?: string | undefined
      countAttempt?: boolean | 'now'
      /** Who gave up: a worker, where nothing is said, or the target that it was pushed to. */
      by?: 'nacked' | 'rejected' | undefined
    }
)

/**
 * `done`: it is so. Where a store had to ask twice because the first time brought no answer, and then finds the message
 * finished, an ack is `done` as well, though somebody else may have finished it. `lapsed`: the lease is over, nobody else
 * has it. `replaced`: handed out again, or changed, since. `gone`: no such message any more. `foreign`: a receipt of
 * another queue or generation. An extend answers when the lease now ends.
 */
export type SettleOutcome =
  | { kind: 'done'; untilMs?: number | undefined }
  | { kind: 'lapsed' | 'replaced' | 'gone' | 'foreign' }

export type BrowseOrder = { state: MessageState; limit: number; maxBytes: number; cursor?: string | undefined }
export type MessagePage = { messages: Message[]; cursor?: string | undefined }

/**
 * `seenToken`: the token the message had when it was read; a replace of anything newer is refused as `changed`. Without
 * `visibleAtMs` the message stays where it stands, also where a settlement has moved it since it was read.
 */
export type Change =
  | { kind: 'cancel' }
  | { kind: 'replace'; seenToken: string; envelope: Envelope; visibleAtMs?: number | undefined }
export type ChangeOutcome = 'done' | 'leased' | 'changed' | 'gone'

export type Stats = {
  visible: number
  inFlight: number
  delayed: number
  /** When the message at the head of the line became visible; absent when none is visible. */
  oldestVisibleAtMs?: number | undefined
  /** False: an estimate. */
  exact: boolean
  asOfMs: number
}

export type WaitOrder = {
  for: 'message' | 'change'
  inFlightMax?: number | undefined
  untilWallMs: number
  signal: AbortSignal
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * `version` grows with every write of the name, also across a removal and a new creation. `asOfMs`: when the store was
 * asked for what this says, by the wall clock of the process that asked; whatever was written after it may be missing.
 */
export type Document = { name: string; value: Json; version: number; asOfMs: number }
export type WriteOutcome = { kind: 'written'; version: number } | { kind: 'conflict' }

/** The control plane: small JSON records by kind and name, each with a version. */
export interface Documents {
  /**
   * The record as it stands, or, where an age is given, as it stood up to `maxAgeMs` (0 or more; default 0) ago: a
   * store that is far away may keep what it read. What this process wrote itself is never missing. That there is no such
   * record is always asked for anew.
   */
  read(kind: string, name: string, maxAgeMs?: number): Promise<Document | undefined>
  /** Writes if the stored version is the expected one; 'absent' creates. */
  write(kind: string, name: string, value: Json, expected: number | 'absent'): Promise<WriteOutcome>
  /** Removes if the stored version is the expected one. */
  remove(kind: string, name: string, expected: number): Promise<'removed' | 'conflict'>
  /**
   * Names with the prefix, after the name `after`, in the store's own order; at most `limit`. Names in ASCII, which is
   * what names are, stand in order of their letters; how others stand among them is left to the store (by UTF-16 code
   * units in process, by UTF-8 bytes in DynamoDB).
   */
  list(kind: string, page: { prefix: string; limit: number; after?: string | undefined }): Promise<Document[]>
}
