import { bareHands } from '../hands/bare.ts'
import type { WithHands } from '../hands/hand.ts'
import { startServer } from '../servers/child.ts'
import type { Settings } from '../settings.ts'
import { sluiceWire } from '../wires/sluiceWire.ts'
import { sqsWire } from '../wires/sqsWire.ts'
import { perSecond } from './measure.ts'
import { publishPhase } from './publish.ts'

type Way = Pick<Settings, 'protocol' | 'client' | 'seconds'>

/** Calls a second that the client can make, publishing to a server that does nothing but answer. */
export async function clientCeiling(connections: number, way: Way): Promise<number> {
  const running = await startServer('bench/servers/cannedServer.ts', [way.protocol])
  const bounds = { size: 1, messagesMax: Number.POSITIVE_INFINITY, elapsedMsMax: way.seconds * 1000 }
  try {
    const withHands = await handsOf(running.port, way)
    return await withHands(connections, async all => {
      await publishPhase(all, { ...bounds, elapsedMsMax: 300 })
      return perSecond(await publishPhase(all, bounds))
    })
  } finally {
    await running.stop()
  }
}

async function handsOf(port: number, { protocol, client }: Way): Promise<WithHands> {
  const url = `http://127.0.0.1:${port}/000000000000/bench`
  if (client === 'sdk') return (await import('../hands/sdk.ts')).sdkHands(port, url)
  return bareHands(port, protocol === 'sqs' ? sqsWire(url) : sluiceWire('/v1/queues/bench'))
}
