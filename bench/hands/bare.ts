import { type Connection, withConnections } from '../http/connection.ts'
import type { Wire } from '../wires/wire.ts'
import type { Hand, WithHands } from './hand.ts'

/** Hands with a bare socket each: all that a request costs the client is writing bytes that lie ready. */
export const bareHands =
  (port: number, wire: Wire): WithHands =>
  (count, work) =>
    withConnections(port, count, all => work(all.map(connection => bareHand(connection, wire))))

export function bareHand(connection: Connection, wire: Wire): Hand {
  const publishes = new Map<number, Buffer>()
  const publish = (count: number): Buffer => {
    const request = publishes.get(count) ?? wire.publish(count)
    publishes.set(count, request)
    return request
  }
  return {
    publish: async count => wire.published(await connection.call(publish(count))),
    poll: async () => wire.receipts(await connection.call(wire.poll)),
    pollWaiting: async () => wire.receipts(await connection.call(wire.pollWaiting)),
    ack: async receipts => wire.acked(await connection.call(wire.ack(receipts)), receipts.length),
  }
}
