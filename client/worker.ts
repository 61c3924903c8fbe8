import type { SluiceClient } from './client.ts'
import { Lease } from './lease.ts'
import { Lines } from './lines.ts'
import { nackOf } from './nackError.ts'
import { isOrdered } from './ordered.ts'
import { backOffMs, isPassing } from './retry.ts'
import { makeSettler } from './settler.ts'
import { sleep } from './time.ts'
import type { LeasedMessage, NackInput, Outcome } from './wire.ts'

const messagesPerPollMax = 16
/** Three beats a lease: one may be lost without losing the lease. */
const beatsPerLease = 3

export type HandlerContext = {
  /** Aborts when the lease is lost or ran out unrenewed: another consumer may have the message by now. */
  signal: AbortSignal
}

/** Works one message off. To return acks it; to throw nacks it, with the error's message as the reason; a NackError says more. */
export type Handler = (message: LeasedMessage, context: HandlerContext) => Promise<void> | void

export type WorkerEvents = {
  /** A message was settled, or was meant to be: any outcome but `acked` and `nacked` says that the lease was lost. */
  onSettled?: ((message: LeasedMessage, outcome: Outcome) => void) | undefined
  /** A handler threw, or a call failed that the worker survives. */
  onError?: ((error: unknown, message?: LeasedMessage) => void) | undefined
}

export type WorkerOptions = WorkerEvents & {
  /** Messages worked on at once. Default 1. Those of one group of an ordered queue still come one after the other. */
  concurrency?: number | undefined
  /** Lease of a message, renewed while its handler runs: 1 to 43,200. Default 30. */
  visibilityTimeoutSeconds?: number | undefined
  /** How long one poll waits on the server: 0 to 30. Default 20. */
  waitSeconds?: number | undefined
  /** How long a message rests after its handler threw: 0 to 43,200. Default: as its retry policy or the queue's says. */
  nackDelaySeconds?: number | undefined
  /** The same where there is no policy either: 0 to 43,200. Default 0. */
  nackDefaultDelaySeconds?: number | undefined
  /** Stop by itself once the queue has nothing to hand out and every handler is done. Default false. */
  stopWhenEmpty?: boolean | undefined
}

type Job = { message: LeasedMessage; lease: Lease; done: Promise<void> }

/**
 * Works a queue off: idle → `run` → polling, as long as there are free hands → `stop` → the waiting poll is ended, the
 * running handlers finish and settle → `run` resolves. A worker runs once.
 */
export class Worker {
  readonly #client: SluiceClient
  readonly #queue: string
  readonly #handler: Handler
  readonly #options: WorkerOptions
  readonly #leaseSeconds: number
  readonly #settler: ReturnType<typeof makeSettler>
  readonly #jobs = new Set<Job>()
  readonly #stopping = new AbortController()

  constructor(client: SluiceClient, queue: string, handler: Handler, options: WorkerOptions = {}) {
    this.#client = client
    this.#queue = queue
    this.#handler = handler
    this.#options = options
    this.#leaseSeconds = options.visibilityTimeoutSeconds ?? 30
    this.#settler = makeSettler(client, queue, this.#leaseSeconds)
  }

  /**
   * Resolves when the worker has stopped and everything is settled. Passing failures are reported and waited out;
   * throws on a refusal that will not pass, QueueNotFoundError for one, once the running handlers are done.
   */
  async run(): Promise<void> {
    const stopHeart = this.#startHeart()
    try {
      while (!this.#isStopping) await this.#turn()
    } finally {
      await Promise.all([...this.#jobs].map(({ done }) => done))
      stopHeart()
    }
  }

  /** Leases nothing more. Handlers that run go on to their end: `run` resolves after the last one. */
  stop(): void {
    this.#stopping.abort()
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  get #freeHands(): number {
    return (this.#options.concurrency ?? 1) - this.#jobs.size
  }

  async #turn(): Promise<void> {
    if (this.#freeHands === 0) return this.#oneJobDone()
    const messages = await this.#poll()
    const lines = new Lines()
    for (const message of messages ?? []) this.#start(message, lines)
    if (this.#options.stopWhenEmpty && messages?.length === 0) await this.#finishWhenEmpty()
  }

  /** A running handler may give its message back, so empty counts only once they are all done. */
  async #finishWhenEmpty(): Promise<void> {
    if (this.#jobs.size === 0) this.stop()
    else await this.#oneJobDone()
  }

  #oneJobDone = (): Promise<void> => Promise.race([...this.#jobs].map(({ done }) => done))

  #failuresInARow = 0

  /** Undefined when the poll failed in a way that will pass; by then the pause is over. */
  async #poll(): Promise<LeasedMessage[] | undefined> {
    const { signal } = this.#stopping
    try {
      const messages = await this.#client.poll(this.#queue, this.#pollInput(), { signal })
      this.#failuresInARow = 0
      return messages
    } catch (error) {
      if (this.#isStopping) return undefined
      if (!isPassing(error)) throw error
      this.#options.onError?.(error)
      await this.#pause()
      return undefined
    }
  }

  #pollInput() {
    const { waitSeconds = 20, stopWhenEmpty = false } = this.#options
    return {
      maxMessages: Math.min(this.#freeHands, messagesPerPollMax),
      waitSeconds: stopWhenEmpty ? 0 : waitSeconds,
      visibilityTimeoutSeconds: this.#leaseSeconds,
    }
  }

  async #pause(): Promise<void> {
    const { time, random, retry } = this.#client.transport
    this.#failuresInARow += 1
    const pauseMs = backOffMs(retry, this.#failuresInARow, random())
    await sleep(time, pauseMs, this.#stopping.signal).catch(() => {}) // only stop() ends it early
  }

  #start(message: LeasedMessage, lines: Lines): void {
    const lease = new Lease(this.#client.transport.time, this.#leaseSeconds * 1_000)
    const job: Job = { message, lease, done: Promise.resolve() }
    const group = isOrdered(this.#queue) ? message.groupId : undefined
    job.done = lines.run(group, wentWell => this.#work(job, wentWell))
    this.#jobs.add(job)
  }

  /** Whether the message was finished. What stands behind one that was not is given back, so that it comes after it. */
  async #work(job: Job, isItsTurn: boolean): Promise<boolean> {
    const settle = isItsTurn ? await this.#handle(job) : () => this.#giveBack(job.message)
    try {
      const outcome = await settle() // not inside the optional call, which would leave it out
      this.#options.onSettled?.(job.message, outcome)
      return outcome === 'acked'
    } catch (error) {
      this.#options.onError?.(error, job.message)
      return false
    } finally {
      job.lease.end()
      this.#jobs.delete(job)
    }
  }

  async #handle({ message, lease }: Job): Promise<() => Promise<Outcome>> {
    try {
      await this.#handler(message, { signal: lease.signal })
      return () => this.#settler.acks.add(message.receipt)
    } catch (error) {
      this.#options.onError?.(error, message)
      return () => this.#giveBack(message, nackOf(error, this.#options))
    }
  }

  async #giveBack(
    { receipt }: LeasedMessage,
    why: Omit<NackInput, 'receipts'> = { delaySeconds: 0 },
  ): Promise<Outcome> {
    const [result] = await this.#client.nack(this.#queue, { receipts: [receipt], ...why })
    return result!.outcome
  }

  #startHeart(): () => void {
    let cancel = (): void => {}
    const beat = (): void => {
      for (const job of this.#jobs) if (!job.lease.signal.aborted) void this.#renew(job)
      arm()
    }
    const arm = (): void => {
      cancel = this.#client.transport.time.after((this.#leaseSeconds * 1_000) / beatsPerLease, beat)
    }
    arm()
    return () => cancel()
  }

  async #renew({ message, lease }: Job): Promise<void> {
    try {
      const outcome = await this.#settler.extends.add(message.receipt)
      if (outcome === 'extended') lease.renew()
      else lease.lose(outcome)
    } catch (error) {
      this.#options.onError?.(error, message)
    }
  }
}
