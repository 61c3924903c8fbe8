import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Envelope } from '../../domain/envelope.ts'
import { decodeEnvelope, encodeEnvelope } from '../../domain/envelopeCodec.ts'

// Layout: form (1 byte: 1 as it is, 2 deflated) · then of each envelope its length (4 bytes, big endian) and bytes.
const plain = 1
const deflated = 2

/** The envelopes of one block, in order, as they are. */
export function pack(envelopes: readonly Envelope[]): Buffer {
  const parts: Uint8Array[] = [Uint8Array.of(plain)]
  for (const envelope of envelopes) {
    const bytes = encodeEnvelope(envelope)
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes.length)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}

/** What {@link pack} wrote, smaller; the same when it would not be. */
export function deflate(packed: Buffer): Buffer {
  const small = deflateRawSync(packed.subarray(1))
  return small.length + 1 < packed.length ? Buffer.concat([Uint8Array.of(deflated), small]) : packed
}

/** Throws on a form that this code does not know. */
export function unpack(bytes: Uint8Array): Envelope[] {
  const buffer = inflated(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  const envelopes: Envelope[] = []
  for (let at = 0; at < buffer.length; ) {
    const end = at + 4 + buffer.readUInt32BE(at)
    envelopes.push(decodeEnvelope(buffer.subarray(at + 4, end)))
    at = end
  }
  return envelopes
}

function inflated(buffer: Buffer): Buffer {
  const body = buffer.subarray(1)
  if (buffer[0] === plain) return body
  if (buffer[0] === deflated) return inflateRawSync(body)
  throw new Error(`Messages packed in form ${buffer[0]} cannot be read by this release.`)
}
