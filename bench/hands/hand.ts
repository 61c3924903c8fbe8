/** Works on one queue, one call at a time, through whatever client. Every call rejects when the server refuses. */
export type Hand = {
  /** Publishes so many messages of `bodyBytes`; resolves with how many the server says it keeps. */
  publish(count: number): Promise<number>
  /** Takes at most 10 messages, without waiting; resolves with their receipts. */
  poll(): Promise<readonly string[]>
  /** Takes at most 10 messages, and waits for one up to 20 s. */
  pollWaiting(): Promise<readonly string[]>
  /** Resolves with how many messages the server says are gone for good. */
  ack(receipts: readonly string[]): Promise<number>
}

/** Makes so many hands, each with a connection of its own, has them work, and closes them however it ends. */
export type WithHands = <Result>(count: number, work: (all: Hand[]) => Promise<Result>) => Promise<Result>
