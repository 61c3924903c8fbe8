// Writes the golden folder of the current format: `node test/embedded/programs/golden.ts test/golden/embedded-N`.
// Run once, when a format is new. A golden folder in the repository is never written again: it stands for the folders
// that people have. It ends by killing itself, so that part of the content lies in the log only.
import { VirtualClock } from '../../../lib/clock.ts'
import { seededRandom } from '../../../lib/random.ts'
import { openEmbeddedStore } from '../../../lib/store/embedded/openEmbeddedStore.ts'
import { anAck, anEnvelope, aPoll, aRelease, startMs } from '../../fixtures.ts'
import { theOrderedQueue, theQueue } from './theQueue.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('Which folder?')
const clock = new VirtualClock(startMs)
const context = { clock, wall: clock, random: seededRandom(1) }
const day = 86_400_000

const first = await openEmbeddedStore(folder, context)
await first.documents.write('queue', 'orders', { settings: { delaySeconds: 0 }, note: 'blåbär 🫐' }, 'absent')
await first.documents.write('queue', 'removed', {}, 'absent')
await first.documents.remove('queue', 'removed', 2)
await first.publish(theQueue, [
  anEnvelope({ body: 'acked' }),
  anEnvelope({ body: 'leased' }),
  anEnvelope({ body: 'given back' }),
])
const leased = await first.poll(theQueue, aPoll({ leaseMs: 3_600_000 }))
await first.settle(theQueue, [anAck(leased[0]!.receipt), aRelease(leased[2]!.receipt, 60_000, 'no paper')])
const windowMs = 7 * day
const ordered = (body: string, deduplicationId?: string) => anEnvelope({ body, groupId: body[0], deduplicationId })
await first.publish(theOrderedQueue, [ordered('a1'), ordered('a2'), ordered('b1', 'once')], undefined, {
  scope: 'queue',
  windowMs,
})
await first.poll(theOrderedQueue, { ...aPoll({ leaseMs: 3_600_000 }), maxMessages: 1, attemptId: 'try' })
const dead = { ...theQueue, generation: 7 }
await first.publish(dead, [anEnvelope({ body: 'purged' })])
await first.close()

const second = await openEmbeddedStore(folder, context)
await second.publish(
  theQueue,
  [
    anEnvelope({
      body: Uint8Array.of(0, 255, 10, 128),
      kind: 'binary',
      attributes: { price: { type: 'number', label: 'cents', value: '12.50' } },
      expiresAtMs: startMs + 2 * day,
      rest: { later: true },
    }),
    anEnvelope({ body: Buffer.alloc(100_000, 'large ') }),
    anEnvelope({ body: 'for 2031', delayMs: 5 * 365 * day }),
  ],
  { key: 'k1', fingerprint: 'f1', keepUntilMs: startMs + day },
)
await second.markDue(theQueue, startMs + 60_000)
await second.discard(dead)
process.kill(process.pid, 'SIGKILL')
