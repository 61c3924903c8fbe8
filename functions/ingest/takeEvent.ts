import { traceNow } from '../../lib/config.ts'
import { type BusEvent, fromBus } from '../../lib/ingest/fromEvents.ts'
import { type Given, ingest, noQueue } from './ingested.ts'

/** An event of EventBridge. Throws where it is not stored, so that Lambda tries again, and then sends it where failures go. */
export function makeTakeEvent(given: Given) {
  return async (event: BusEvent): Promise<void> => {
    const source = `events:${event.source}/${event['detail-type']}`
    const queue = given.queueOf(source, `events:${event.source}`)
    if (queue === undefined) throw noQueue(source)
    const incoming = [fromBus(event, queue, traceNow())]
    const [refused] = await ingest(given, source, queue, { incoming, inOrder: false })
    if (refused !== undefined) throw refused.error
  }
}
