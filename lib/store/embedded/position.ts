/** A place in the order of delivery. */
export type Position = { visibleAtMs: number; seq: number }

export const beforeAll: Position = { visibleAtMs: -1, seq: -1 }

export const comparePositions = (a: Position, b: Position): number => a.visibleAtMs - b.visibleAtMs || a.seq - b.seq

/** A position as a cursor. */
export const formatPosition = ({ visibleAtMs, seq }: Position): string => `${visibleAtMs}.${seq}`

export function parsePosition(cursor: string): Position {
  const [visibleAtMs = 0, seq = 0] = cursor.split('.').map(Number)
  return { visibleAtMs, seq }
}
