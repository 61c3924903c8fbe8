import type { Bodies } from '../../bodies/bodies.ts'
import { bodyKey as objectKey } from '../../bodies/bodies.ts'
import type { Envelope } from '../../domain/envelope.ts'
import { type Block, encodeBlock, itemBytes, keepUntilMs, ttlOf } from './block.ts'
import type { Input } from './dynamo.ts'
import { aloneIn, bodyKey, keyAttributes } from './keys.ts'
import { deflate, pack, unpack } from './pack.ts'
import type { Send } from './send.ts'
import { leasedSlotBytes } from './slot.ts'

// One write unit. A block is written when it is published, leased and finished: what makes it larger costs three times,
// an item of its own once.
const blockBytesMax = 1024
// A write unit costs $0.625 a million and an S3 put $5: from 8 KB on the object store is cheaper.
const bodyItemBytesMax = 8 * 1024

/** Where the envelopes of a block go, decided before anything is written. */
export type BodyPlan = { kind: 'inline' | 'item' | 'object'; bytes: Buffer }

/** Bytes of a block without its envelopes, once every slot is leased. */
const bareBytes = (block: Block): number =>
  itemBytes(encodeBlock(block)) + block.entries.length * leasedSlotBytes + 'e'.length

export function planBody(block: Block, envelopes: readonly Envelope[]): BodyPlan {
  const room = blockBytesMax - bareBytes(block)
  const packed = pack(envelopes)
  if (packed.length <= room) return { kind: 'inline', bytes: packed }
  const bytes = deflate(packed)
  if (bytes.length <= room) return { kind: 'inline', bytes }
  return { kind: bytes.length <= bodyItemBytesMax ? 'item' : 'object', bytes }
}

type Where = { table: string; scope: string; bodies: Bodies; nowMs: number }

/**
 * Writes the envelopes first where they do not go into the block, and gives the block that says where they are. The
 * block itself is the commit point: a body that nothing points to is swept by TTL.
 */
export async function storeBody(send: Send, block: Block, plan: BodyPlan, where: Where): Promise<Block> {
  if (plan.kind === 'inline') return { ...block, envelopes: plan.bytes }
  if (plan.kind === 'item') {
    await send.call('PutItem', putBodyRequest(where, block, plan.bytes))
    return { ...block, reference: ownItem }
  }
  const key = objectKey(keepUntilMs(block.readyAtMs), where.nowMs, `${where.scope}/${block.key.s}`)
  await where.bodies.put(key, plan.bytes)
  return { ...block, reference: `${objectMark}${key}` }
}

const putBodyRequest = ({ table, scope }: Where, { key, readyAtMs }: Block, bytes: Buffer): Input<'PutItem'> => ({
  TableName: table,
  Item: { ...keyAttributes(bodyKey(scope, key.s)), e: { B: bytes }, t: ttlOf(keepUntilMs(readyAtMs)) },
})

// A reference is `b` (the item under the block's own sort key), `b:` and a partition key, or `o:` and an object's key;
// then, in a block that messages have moved to, `#` and which of the envelopes are those of slot 0, 1, …
const ownItem = 'b'
const itemMark = 'b:'
const objectMark = 'o:'

const splitReference = (reference: string): [target: string, positions: number[] | undefined] => {
  const [target, positions] = reference.split('#')
  return [target!, positions?.split(',').map(Number)]
}

/** A reference, for a block elsewhere, to the envelopes of some slots of this one. */
export function referenceTo(block: Block, scope: string, indexes: readonly number[]): string {
  const [target, positions] = splitReference(block.reference!)
  const absolute = target === ownItem ? `${itemMark}${bodyKey(scope, block.key.s).p}` : target
  return `${absolute}#${indexes.map(index => positions?.[index] ?? index).join(',')}`
}

/** The envelopes of a block by slot. Throws when they cannot be read, which a block's life rules out. */
export async function loadEnvelopes(
  send: Send,
  block: Block,
  { table, scope, bodies }: Omit<Where, 'nowMs'>,
): Promise<(index: number) => Envelope> {
  if (block.envelopes !== undefined) return at(unpack(block.envelopes))
  const [target, positions] = splitReference(block.reference!)
  const bytes = target.startsWith(objectMark)
    ? await bodies.get(target.slice(objectMark.length))
    : await readItem(send, table, target === ownItem ? bodyKey(scope, block.key.s).p : target.slice(itemMark.length))
  if (bytes === undefined) throw new Error(`The body of block ${block.key.p} ${block.key.s} is missing: ${target}`)
  return at(unpack(bytes), positions)
}

const at =
  (envelopes: readonly Envelope[], positions?: readonly number[]) =>
  (index: number): Envelope =>
    envelopes[positions?.[index] ?? index]!

/** The cheap read first: it may be too stale to know a body that was written a moment ago. */
async function readItem(send: Send, table: string, p: string): Promise<Uint8Array | undefined> {
  const request = { TableName: table, Key: keyAttributes(aloneIn(p)) }
  for (const ConsistentRead of [false, true]) {
    const { Item } = await send.read('GetItem', { ...request, ConsistentRead })
    if (Item?.e?.B !== undefined) return Item.e.B
  }
  return undefined
}
