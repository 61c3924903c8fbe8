/** A queue is to be looked into at a time of the queue clock, as there may be something to push by then. */
export type Wake = { queue: string; uid: string; atMs: number }

/** As it travels through the timer queue. */
export const encodeWake = ({ queue, uid, atMs }: Wake): string => JSON.stringify({ queue, uid, atMs })

/** Undefined for what is none of ours. */
export function decodeWake(text: string): Wake | undefined {
  const { queue, uid, atMs } = parse(text)
  if (typeof queue !== 'string' || typeof uid !== 'string' || !Number.isSafeInteger(atMs)) return undefined
  return { queue, uid, atMs: atMs as number }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
