import { slotsMax } from './block.ts'

/**
 * What the store tells itself by way of a receipt: which slots the block had when the message was leased (they only ever
 * get fewer, so an ack of them all may delete the block), and where the message lies when its id does not say.
 */
export type ReceiptHint = { slots: readonly number[]; place?: string | undefined }

// A number of 16 bits in hex, and the place behind a full stop.
export function encodeHint({ slots, place }: ReceiptHint): string {
  const mask = slots.reduce((bits, index) => bits | (1 << index), 0).toString(16)
  return place === undefined ? mask : `${mask}.${place}`
}

/** A text that is missing or not ours tells nothing. */
export function decodeHint(text: string | undefined): ReceiptHint {
  const [mask, place] = text?.split('.') ?? []
  const bits = mask ? parseInt(mask, 16) : 0
  return { slots: Array.from({ length: slotsMax }, (_, index) => index).filter(index => bits & (1 << index)), place }
}
