import { seededRandom } from '../../../lib/random.ts'

export type BodyKind = 'raw' | 'JSON'

// Enough that no two messages of one publish are alike.
const different = 10
const made = new Map<string, Buffer[]>()

/** Bodies of so many bytes, each as good as the other. */
export function bodiesOf(kind: BodyKind, bytes: number): Buffer[] {
  const name = `${kind} ${bytes}`
  const known = made.get(name)
  if (known !== undefined) return known
  const fresh = Array.from({ length: different }, (_, seed) => (kind === 'raw' ? noise : orders)(bytes, seed))
  made.set(name, fresh)
  return fresh
}

/** Like what travels: JSON with names that repeat and values that do not. */
function orders(bytes: number, seed: number): Buffer {
  const random = seededRandom(seed)
  const rows: string[] = []
  for (let length = 0; length < bytes; ) {
    const row = JSON.stringify({
      orderId: Buffer.from(random.bytes(8)).toString('hex'),
      customer: Buffer.from(random.bytes(6)).toString('base64'),
      amountCents: Buffer.from(random.bytes(3)).readUIntBE(0, 3),
      status: ['created', 'paid', 'shipped'][random.bytes(1)[0]! % 3],
    })
    rows.push(row)
    length += row.length
  }
  return Buffer.from(`[${rows.join(',')}]`).subarray(0, bytes)
}

/** Random bytes as base64: text that cannot be made smaller to speak of. */
const noise = (bytes: number, seed: number): Buffer =>
  Buffer.from(Buffer.from(seededRandom(seed).bytes(bytes)).toString('base64')).subarray(0, bytes)
