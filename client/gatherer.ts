import type { Time } from './time.ts'

export type GatherLimits<Item> = {
  /** How long the first item of a request waits for company. 0 sends on the next turn of the event loop. */
  gatherMs: number
  itemsMax: number
  bytesMax: number
  bytesOf: (item: Item) => number
  /** Requests under way at once; what comes meanwhile fills the next ones. */
  requestsMax: number
}

type Waiting<Item, Result> = {
  item: Item
  bytes: number
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/** Sends the items of one request; answers each one's own result, in order. A throw is everybody's error. */
export type SendBatch<Item, Result> = (items: Item[]) => Promise<PromiseSettledResult<Result>[]>

/** Turns single calls that come close together into few requests, and hands each caller its own answer. */
export class Gatherer<Item, Result> {
  readonly #send: SendBatch<Item, Result>
  readonly #limits: GatherLimits<Item>
  readonly #time: Time
  readonly #waiting: Waiting<Item, Result>[] = []
  readonly #open = new Set<Promise<unknown>>()
  #waitingBytes = 0
  #requests = 0
  /** The oldest item has waited long enough: send even a request that is not full. */
  #due = false
  #disarm: (() => void) | undefined

  constructor(send: SendBatch<Item, Result>, limits: GatherLimits<Item>, time: Time) {
    this.#send = send
    this.#limits = limits
    this.#time = time
  }

  add(item: Item): Promise<Result> {
    const answer = new Promise<Result>((resolve, reject) => {
      const bytes = this.#limits.bytesOf(item)
      this.#waiting.push({ item, bytes, resolve, reject })
      this.#waitingBytes += bytes
    })
    this.#watch(answer)
    this.#pump()
    return answer
  }

  /** Sends what waits, now; resolves when every item added so far has its answer, good or bad. */
  async flush(): Promise<void> {
    this.#ring()
    await Promise.all(this.#open)
  }

  #watch(answer: Promise<Result>): void {
    const settled: Promise<unknown> = answer.then(
      () => this.#open.delete(settled),
      () => this.#open.delete(settled),
    )
    this.#open.add(settled)
  }

  #ring(): void {
    this.#due = true
    this.#pump()
  }

  #pump(): void {
    while (this.#requests < this.#limits.requestsMax && (this.#isFull() || (this.#due && this.#waiting.length > 0))) {
      void this.#sendOne(this.#take())
    }
    this.#rearm()
  }

  #isFull(): boolean {
    return this.#waiting.length >= this.#limits.itemsMax || this.#waitingBytes >= this.#limits.bytesMax
  }

  /** The alarm runs exactly while something waits that is not due yet. */
  #rearm(): void {
    if (this.#waiting.length === 0) this.#due = false
    if (this.#waiting.length === 0 || this.#due) {
      this.#disarm?.()
      this.#disarm = undefined
    } else {
      this.#disarm ??= this.#time.after(this.#limits.gatherMs, () => this.#ring())
    }
  }

  /** As many as fit into one request, and at least one: a single item over the bound is the server's to refuse. */
  #take(): Waiting<Item, Result>[] {
    let bytes = this.#waiting[0]!.bytes
    let count = 1
    while (count < Math.min(this.#limits.itemsMax, this.#waiting.length)) {
      bytes += this.#waiting[count]!.bytes
      if (bytes > this.#limits.bytesMax) break
      count += 1
    }
    const batch = this.#waiting.splice(0, count)
    this.#waitingBytes -= batch.reduce((sum, item) => sum + item.bytes, 0)
    return batch
  }

  async #sendOne(batch: Waiting<Item, Result>[]): Promise<void> {
    this.#requests += 1
    try {
      const results = await this.#send(batch.map(({ item }) => item))
      for (const [index, waiting] of batch.entries()) settle(waiting, results[index]!)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      this.#requests -= 1
      this.#pump()
    }
  }
}

function settle<Item, Result>(waiting: Waiting<Item, Result>, result: PromiseSettledResult<Result>): void {
  if (result.status === 'fulfilled') waiting.resolve(result.value)
  else waiting.reject(result.reason)
}

/** For senders whose requests answer for all items alike. */
export const fulfilled = <Result>(value: Result): PromiseSettledResult<Result> => ({ status: 'fulfilled', value })

export const rejected = (reason: unknown): PromiseRejectedResult => ({ status: 'rejected', reason })
