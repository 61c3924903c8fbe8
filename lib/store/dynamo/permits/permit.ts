/**
 * The right to one lease in a queue with a limit, in one of the slots of a page: nobody else may have that slot until it is
 * given back or its time is over. A lease never runs longer than its permit.
 */
export type Permit = { page: number; slot: number; token: string }

/** What a limited poll lets a lease have at most; without a permit where it is for no time. */
export type Grant = { endMs: number; permit?: Permit | undefined }

export const permitText = ({ page, slot, token }: Permit): string => `${page}~${slot}~${token}`

/** The permit in a text that {@link permitText} wrote; undefined for anything else. */
export function parsePermit(parts: readonly string[]): Permit | undefined {
  const [page, slot, token] = parts
  return token === undefined ? undefined : { page: Number(page), slot: Number(slot), token }
}
