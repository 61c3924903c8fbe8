import { slotsMax } from './block.ts'
import { type Permit, parsePermit, permitText } from './permits/permit.ts'

/**
 * What the store tells itself by way of a receipt: which slots the block had when the message was leased (they only ever
 * get fewer, so an ack of them all may delete the block), where the message lies when its id does not say, and the permit of
 * its lease.
 */
export type ReceiptHint = { slots: readonly number[]; place?: string | undefined; permit?: Permit | undefined }

// A number of 16 bits in hex, perhaps a permit, and the place behind a full stop.
export function encodeHint({ slots, place, permit }: ReceiptHint): string {
  const bits = slots.reduce((bits, index) => bits | (1 << index), 0).toString(16)
  const mask = permit === undefined ? bits : `${bits}~${permitText(permit)}`
  return place === undefined ? mask : `${mask}.${place}`
}

/** A text that is missing or not ours tells nothing. */
export function decodeHint(text: string | undefined): ReceiptHint {
  const [first = '', place] = text?.split('.') ?? []
  const [mask, ...rest] = first.split('~')
  const bits = mask ? parseInt(mask, 16) : 0
  const slots = Array.from({ length: slotsMax }, (_, index) => index).filter(index => bits & (1 << index))
  return { slots, place, permit: parsePermit(rest) }
}
