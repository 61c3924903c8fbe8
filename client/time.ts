/** Time, handed in, so that a test can move it by hand. */
export type Time = {
  /** Calls `run` once, in `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
}

export const systemTime: Time = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Resolves in `ms` milliseconds; rejects with the signal's reason when that aborts first. */
export function sleep(time: Time, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const abort = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = time.after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}
