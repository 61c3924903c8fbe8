import { withConnections } from '../http/connection.ts'
import { startServer } from '../servers/child.ts'
import { sluiceWire } from '../wires/sluiceWire.ts'
import { perSecond } from './measure.ts'
import { publishPhase } from './publish.ts'

/** Calls a second that the client can make, publishing to a server that does nothing but answer. */
export async function clientCeiling(connections: number, seconds: number): Promise<number> {
  const running = await startServer('bench/servers/cannedServer.ts', [])
  const bounds = { size: 1, messagesMax: Number.POSITIVE_INFINITY, elapsedMsMax: seconds * 1000 }
  try {
    return await withConnections(running.port, connections, async all => {
      await publishPhase(all, sluiceWire('/v1/queues/bench'), { ...bounds, elapsedMsMax: 300 })
      return perSecond(await publishPhase(all, sluiceWire('/v1/queues/bench'), bounds))
    })
  } finally {
    await running.stop()
  }
}
