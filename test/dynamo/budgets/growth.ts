import type { QueueRef } from '../../../lib/domain/queue.ts'
import { encodeBlock } from '../../../lib/store/dynamo/block.ts'
import { headOf } from '../../../lib/store/dynamo/heads.ts'
import { blockKey, scopeOf } from '../../../lib/store/dynamo/keys.ts'
import { pack } from '../../../lib/store/dynamo/pack.ts'
import { levelDefault } from '../../../lib/store/dynamo/place.ts'
import { encodeSlot, freshSlot } from '../../../lib/store/dynamo/slot.ts'
import { anAck, anEnvelope, aPoll, aQueue } from '../../fixtures.ts'
import { Region } from './crowd.ts'
import type { Meter } from './meter.ts'

/** Puts single messages as the store would, so many that publishing them would take too long: visible, or leased. */
async function fill(region: Region, queue: QueueRef, count: number, leasedUntilMs?: number): Promise<void> {
  const sentAtMs = region.world.nowMs - 60_000
  const envelope = anEnvelope({ body: 'x'.repeat(200), sentAtMs })
  const envelopes = pack([envelope])
  for (let nth = 0; nth < count; nth++) {
    const readyAtMs = sentAtMs + Math.floor((nth * 50_000) / count)
    const nonce = nth.toString(16).padStart(14, '0')
    const slot =
      leasedUntilMs === undefined
        ? freshSlot
        : encodeSlot({
            token: 'AAAAAAAA',
            leased: true,
            visibleAtMs: leasedUntilMs,
            attempts: 1,
            firstLeasedAtMs: sentAtMs,
            leasedAtMs: sentAtMs,
          })
    const key = blockKey(scopeOf(queue), { level: levelDefault, lane: 0, readyAtMs, nonce })
    const block = {
      key,
      readyAtMs,
      nonce,
      entries: [{ index: 0, slot, head: headOf({ ...envelope, readyAtMs }) }],
      envelopes,
    }
    await region.dynamo.fake.call('PutItem', { TableName: 'messages', Item: encodeBlock(block) })
  }
}

export type Growth = { publish: Meter; poll: Meter; ack: Meter; seconds: number }

/** What a message costs beside so many others: `rounds` times one is published, one taken, one acked, by one process each. */
export async function besides(backlog: number, inFlight: number, rounds: number): Promise<Growth> {
  const region = new Region()
  const queue = aQueue()
  if (backlog > 0) await fill(region, queue, backlog)
  if (inFlight > 0) await fill(region, queue, inFlight, region.world.nowMs + 3_600_000)
  const [publisher, poller, acker] = [region.open(1), region.open(2), region.open(3)]
  const sum: Growth = { publish: zero(), poll: zero(), ack: zero(), seconds: 0 }
  region.dynamo.take()
  const beganMs = region.world.nowMs
  for (let round = 0; round < rounds; round++) {
    await region.done(publisher.publish(queue, [anEnvelope({ body: 'x'.repeat(200), sentAtMs: region.world.nowMs })]))
    add(sum.publish, region.dynamo.take())
    const leased = await region.done(poller.poll(queue, aPoll({ maxMessages: 1 })))
    add(sum.poll, region.dynamo.take())
    await region.done(
      acker.settle(
        queue,
        leased.map(({ receipt }) => anAck(receipt)),
      ),
    )
    add(sum.ack, region.dynamo.take())
  }
  return { ...sum, seconds: (region.world.nowMs - beganMs) / 1000 }
}

const zero = (): Meter => ({ calls: 0, reads: 0, writes: 0, puts: 0 })
function add(sum: Meter, more: Meter): void {
  for (const name of ['calls', 'reads', 'writes', 'puts'] as const) sum[name] += more[name]
}
