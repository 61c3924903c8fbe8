// Opens the folder named by the first argument, stores one message, says `open`, and keeps it until it is killed.
import { wallClock } from '../../../lib/clock.ts'
import { systemRandom } from '../../../lib/random.ts'
import { openEmbeddedStore } from '../../../lib/store/embedded/openEmbeddedStore.ts'
import { anEnvelope } from '../../fixtures.ts'
import { theQueue } from './theQueue.ts'

const context = { clock: wallClock, wall: wallClock, random: systemRandom() }
const store = await openEmbeddedStore(process.argv[2] ?? '', context)
await store.publish(theQueue, [anEnvelope({ sentAtMs: Date.now() })])
process.stdout.write('open\n')
setInterval(() => {}, 60_000)
