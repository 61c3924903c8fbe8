/** A signature is good for a quarter of an hour. */
const lastingMs = 5 * 60_000

/** Makes the request when it is first wanted, and anew before it is too old. */
export function fresh(make: () => Buffer): () => Buffer {
  let made = Buffer.alloc(0)
  let madeAtMs = Number.NEGATIVE_INFINITY
  return () => {
    if (Date.now() - madeAtMs < lastingMs) return made
    made = make() as typeof made
    madeAtMs = Date.now()
    return made
  }
}
