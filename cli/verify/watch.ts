import { isPassing } from '../../client/index.ts'
import { pause } from './pause.ts'

const lookMs = 200
/** Counts can be estimates: only a row of empty looks is empty. */
const emptyLooksMin = 3

type Depth = () => Promise<number>

/** The queue's depth; undefined when the server did not answer just now. */
async function lookAt(depth: Depth): Promise<number | undefined> {
  try {
    return await depth()
  } catch (error) {
    if (isPassing(error)) return undefined
    throw error
  }
}

/**
 * Resolves with what is left: 0, or more when nothing has moved for `patienceMs`. `onDepth` hears every look; the
 * wait ends early when `isOver` says so.
 */
export async function drained(
  depth: Depth,
  patienceMs: number,
  onDepth: (left: number) => void,
  isOver: () => boolean,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  let movedAtMs = Date.now()
  let emptyLooks = 0
  for (;;) {
    const left = (await lookAt(depth)) ?? least
    if (left < least) movedAtMs = Date.now()
    least = Math.min(least, left)
    emptyLooks = left === 0 ? emptyLooks + 1 : 0
    onDepth(left)
    if (emptyLooks === emptyLooksMin || isOver() || Date.now() - movedAtMs > patienceMs) return left
    await pause(lookMs)
  }
}

/** A gate that is shut while the queue holds more than `depthMax`, so that publishers do not run away. */
export function makeGate(depth: Depth, depthMax: number, signal: AbortSignal): () => Promise<void> {
  let look: Promise<number> = Promise.resolve(0)
  let lookedAtMs = 0
  const current = (): Promise<number> => {
    if (Date.now() - lookedAtMs < lookMs) return look
    lookedAtMs = Date.now()
    look = lookAt(depth).then(left => left ?? 0)
    return look
  }
  return async () => {
    while (!signal.aborted && (await current()) > depthMax) await pause(lookMs, signal)
  }
}
