import type { Slot } from './lane.ts'

/** A place in the order of delivery, as a cursor. */
export const position = ({ delivery, seq }: Slot): string => `${delivery.visibleAtMs}.${seq}`

export const beforeAll = '0.-1'

export function parsePosition(cursor: string): [visibleAtMs: number, seq: number] {
  const [visibleAtMs = 0, seq = -1] = cursor.split('.').map(Number)
  return [visibleAtMs, seq]
}
