/**
 * What became of one receipt. `lapsed`: the lease ran out before this call. `replaced`: the message was handed out
 * again since. `gone`: it is no longer in the queue. `unknown`: not a receipt of this queue.
 */
export type Outcome = 'acked' | 'nacked' | 'extended' | 'lapsed' | 'replaced' | 'gone' | 'unknown'

export type SettleResult = { receipt: string; outcome: Outcome; leaseExpiresAt?: string }

export type NackInput = {
  receipts: string[]
  /** 0 to 43,200; default: as the message's retry policy says, else the queue's. */
  delaySeconds?: number | undefined
  /** 0 to 43,200: the delay where there is no policy either; default 0: visible again at once. */
  defaultDelaySeconds?: number | undefined
  /** At most 256 bytes; the next consumer sees it as `lastNackReason`. */
  reason?: string | undefined
  /** Gives up: to the dead-letter queue now. Not together with `delaySeconds`. */
  deadLetter?: boolean | undefined
}

export type ExtendInput = { receipts: string[]; visibilityTimeoutSeconds: number }
