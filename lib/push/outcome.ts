/** `reason`: a status or an error in words; it is kept beside the message, cut to 256 bytes. */
export type Outcome = { kind: 'delivered' } | { kind: 'failed'; reason: string }
