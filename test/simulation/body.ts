import { createHash } from 'node:crypto'
import type { Chance } from './chance.ts'

const poolBytes = 128 * 1024
// Bytes that deflate cannot make smaller.
const noise = Buffer.concat(
  Array.from({ length: poolBytes / 32 }, (_, index) => createHash('sha256').update(`${index}`).digest()),
)
const phrase = Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(200))

// Above it a body stays too large for the table, deflated or not.
const phraseMax = 8_000

const sizes = [
  { share: 0.75, least: 0, most: 60 },
  { share: 0.15, least: 60, most: 400 },
  { share: 0.07, least: 1_000, most: 3_000 },
  { share: 0.03, least: 8_500, most: 12_000 },
]

function bytesWanted(chance: Chance): number {
  let drawn = chance.fraction()
  for (const { share, least, most } of sizes) {
    if (drawn < share) return chance.int(least, most)
    drawn -= share
  }
  return 0
}

/** A body that says what it is in its first line: which message, and which edit of it. */
export function makeBody(chance: Chance, tag: string, version: number): Buffer {
  const bytes = bytesWanted(chance)
  const source = bytes > phraseMax || chance.happens(0.5) ? noise : phrase
  const from = chance.int(0, Math.max(0, source.length - bytes))
  return Buffer.concat([Buffer.from(`${tag} ${version}\n`), source.subarray(from, from + bytes)])
}

export function readBody(body: Uint8Array): { tag: string; version: number } {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 40)).toString('latin1')
  const [tag = '', version] = text.split('\n')[0]!.split(' ')
  return { tag, version: Number(version) }
}
