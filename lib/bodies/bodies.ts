const dayMs = 86_400_000

/**
 * For how many days a body may be kept, by the prefix of its key. A store of bodies removes by prefix and age alone, so
 * there are few classes: a message of now (retention of 15 days at most), one that a queue delays by a week, reminders
 * of a month, a year, ten years.
 */
export const bodyClassDays = [17, 24, 48, 400, 3_700] as const

/**
 * Where the bodies of large messages lie. Bytes come out as they went in; nothing is ever changed in place. A keeper that
 * does not answer throws StoreBusy, a full one StorageFull.
 */
export interface Bodies {
  /** Keeps the bytes; resolves once they are as safe as the keeper can make them. The same key again is the same bytes. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The bytes under the key; undefined when there are none (any more). */
  get(key: string): Promise<Uint8Array | undefined>
}

/**
 * The key of a body that is needed until `expiresAtMs`, put at `nowMs`: in the class of the fewest days that outlives it
 * by a day, which covers a clock that is wrong and a put that was held up. Keys differ where nonces differ.
 */
export function bodyKey(expiresAtMs: number, nowMs: number, nonce: string): string {
  const days = bodyClassDays.find(some => expiresAtMs + dayMs <= nowMs + some * dayMs)
  if (days === undefined) throw new RangeError(`No body is kept until ${expiresAtMs}, asked for at ${nowMs}`)
  return `d${days}/${nonce}`
}
