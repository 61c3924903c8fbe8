import type { Load, Outcome } from '../../fair/load.ts'
import type { aloneAfter, waitingAMinute } from './alone.ts'
import { type BodyKind, bodiesOf } from './bodies.ts'
import type { Drain, Wish } from './crowd.ts'
import type { Grouped } from './groups.ts'
import type { Empty, Round } from './growth.ts'
import type { LogBytes } from './logs.ts'
import { type Cost, costOf, type Shape } from './shapes.ts'
import { type Durations, durationsOf } from './timing.ts'

export const shapes: Record<string, Shape> = {
  '1/1/1': { publish: 1, poll: 1, ack: 1 },
  '1/10/10': { publish: 1, poll: 10, ack: 10 },
  '10/10/10': { publish: 10, poll: 10, ack: 10 },
}

export const kinds: BodyKind[] = ['JSON', 'raw']
export const sizes = [200, 1024, 10 * 1024, 64 * 1024]

export type Cell = { name: string; shape: Shape; bytes: number; kind: BodyKind; cost: Cost; durations: Durations }

export async function measureCells(): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const kind of kinds)
    for (const bytes of sizes)
      for (const [name, shape] of Object.entries(shapes)) {
        const bodies = bodiesOf(kind, bytes)
        const cost = await costOf(shape, bodies)
        cells.push({ name, shape, bytes, kind, cost, durations: await durationsOf(shape, bodies) })
      }
  return cells
}

/** Everything the page of costs is made of. */
export type Measured = {
  cells: Cell[]
  logs: LogBytes
  alone: Awaited<ReturnType<typeof aloneAfter>>
  waiting: { seconds: number; minute: Awaited<ReturnType<typeof waitingAMinute>> }[]
  drains: { wish: Wish; drain: Drain }[]
  /** Of so many rounds each, after the first few. */
  growth: { beside: string; first: Round; warm: Round; rounds: number }[]
  empty: { inFlight: number; empty: Empty }[]
  groupings: [name: string, grouped: Grouped][]
  noise: { load: Load; without: Outcome; beside: Outcome }[]
}
