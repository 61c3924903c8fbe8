import { ttlOf } from '../block.ts'
import { keyAttributes } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { originalKey } from './keys.ts'
import { closeNumbers } from './numbers.ts'
import { readRun } from './readRuns.ts'

/** Where a message with a deduplication key was stored, or is about to be. */
export type Address = { hash: string; start: number; index: number; epoch: string }

/** `key`: unique in the queue for so long. `before`: where the same publish had wanted to store it. */
export type Claim = { key: string; address: Address; untilMs: number; before: Address | undefined }

const encode = ({ hash, start, index, epoch }: Address): string => `${hash} ${start} ${index} ${epoch}`

function decode(text: string): Address {
  const [hash, start, index, epoch] = text.split(' ')
  return { hash: hash!, start: Number(start), index: Number(index), epoch: epoch! }
}

// A publish is usually done a few milliseconds after it has claimed its key: at once, or after a read or two.
const readsAtOnce = 3
const waitsMax = 8

/**
 * Claims a key for the message at an address that is not written yet, or says where the message lies that has it. Whoever
 * claimed it and did not get to store anything has lost it, at once where the window of the claim is over: its numbers are
 * closed first, so that it cannot do so later.
 */
export async function claim(tools: Tools, scope: string, wish: Claim): Promise<Address | 'claimed'> {
  let over = wish.before
  for (let waits = 0; ; waits++) {
    const other = await claimOver(tools, scope, wish, over)
    if (other === undefined) return 'claimed'
    const isOver = other.untilMs <= tools.clock.nowMs()
    const fate = await fateOf(tools, scope, other.address, !isOver && waits < waitsMax)
    if (fate === 'stored' && !isOver) return other.address
    if (fate !== 'open') over = other.address
    else if (waits >= readsAtOnce) await tools.send.pause(waits)
  }
}

/** Who has the key; undefined where it is ours now. */
async function claimOver(
  { send, tables }: Tools,
  scope: string,
  { key, address, untilMs }: Claim,
  over: Address | undefined,
): Promise<Pick<Claim, 'address' | 'untilMs'> | undefined> {
  const a = encode(address)
  const reply = await send.call('PutItem', {
    TableName: tables.messages,
    Item: { ...keyAttributes(originalKey(scope, key)), a: { S: a }, x: { N: String(untilMs) }, t: ttlOf(untilMs) },
    ConditionExpression: 'attribute_not_exists(p) OR a = :over',
    ExpressionAttributeValues: { ':over': { S: over ? encode(over) : a } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  const found = reply.kind === 'refused' ? reply.items[0] : undefined
  if (found === undefined || found.a!.S === a) return undefined
  return { address: decode(found.a!.S!), untilMs: Number(found.x!.N) }
}

/** What became of a message whose key is claimed. One that nobody waits for any longer is closed. */
async function fateOf(
  tools: Tools,
  scope: string,
  { hash, start, epoch }: Address,
  isPatient: boolean,
): Promise<'stored' | 'closed' | 'open'> {
  const run = await readRun(tools, scope, hash, start)
  // What another group of this name has stored there is in its way for good.
  if (run !== undefined) return run.isClosed || run.epoch !== epoch ? 'closed' : 'stored'
  if (isPatient) return 'open'
  return (await closeNumbers(tools, scope, { hash, start })) ? 'closed' : 'open'
}
