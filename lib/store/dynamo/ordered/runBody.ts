import type { Bodies } from '../../../bodies/bodies.ts'
import { bodyKey as objectKey } from '../../../bodies/bodies.ts'
import type { Envelope } from '../../../domain/envelope.ts'
import { newToken } from '../../../domain/id.ts'
import { keepUntilMs } from '../block.ts'
import { deflate, pack, unpack } from '../pack.ts'
import type { Tools } from '../tools.ts'
import type { Run, RunEntry } from './run.ts'

// A run is written once, so its envelopes lie in it up to where the object store is cheaper; in one write unit they lie as
// they are.
const plainBytesMax = 600
const itemBytesMax = 8 * 1024

/** A run with its envelopes, which stand in the order of its entries. What does not go into the item is written first. */
export async function withEnvelopes(
  { bodies, wall, random }: Pick<Tools, 'bodies' | 'wall' | 'random'>,
  run: Run,
  envelopes: readonly Envelope[],
): Promise<Run> {
  const packed = pack(envelopes)
  const bytes = packed.length <= plainBytesMax ? packed : deflate(packed)
  if (bytes.length <= itemBytesMax) return { ...run, envelopes: bytes, object: undefined }
  const object = objectKey(
    keepUntilMs(run.readyAtMs),
    wall.nowMs(),
    `${run.key.p}/${newToken(random)}${newToken(random)}`,
  )
  await bodies.put(object, bytes)
  return { ...run, envelopes: undefined, object }
}

/** The envelopes of a run, in the order of its entries. Throws when they cannot be read, which a run's life rules out. */
export async function envelopesOf(bodies: Bodies, { envelopes, object, key }: Run): Promise<Envelope[]> {
  if (envelopes !== undefined) return unpack(envelopes)
  const bytes = await bodies.get(object!)
  if (bytes === undefined) throw new Error(`The bodies of run ${key.p} ${key.s} are missing: ${object}`)
  return unpack(bytes)
}

/** The envelopes of messages that stand in some runs; each run is read once. */
export async function envelopesOfAll<One extends { run: Run; entry: RunEntry }>(
  bodies: Bodies,
  standing: readonly One[],
): Promise<Map<One, Envelope>> {
  const runs = [...new Set(standing.map(({ run }) => run))]
  const read = await Promise.all(runs.map(run => envelopesOf(bodies, run)))
  return new Map(standing.map(one => [one, read[runs.indexOf(one.run)]![one.run.entries.indexOf(one.entry)]!]))
}
