import { once } from 'node:events'
import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { AddressGuard } from './addressGuard.ts'
import type { Address, LookUp } from './lookUp.ts'

/** How one gets to an endpoint. */
export type Road = {
  guard: AddressGuard
  lookUp: LookUp
  /** Whom to believe instead of those who are believed anyhow, in PEM: for tests. */
  ca?: string | undefined
}

/** The endpoint is, or turns out to be, somewhere that nothing may be pushed to. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

/**
 * A connection to where a URL says, by TLS where it says so. The address is judged each time: all that the name stands for
 * before any of them is tried, of which one that is refused is enough, and once more when the connection stands. The name is asked for once,
 * so it cannot mean one thing when it is judged and another when it is used. Rejects with what the network says, with
 * ForbiddenAddress, or when the signal aborts.
 */
export async function connectTo(url: URL, road: Road, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) > 0 ? [{ address: host, family: isIP(host) }] : await addressesOf(host, road, signal)
  for (const { address } of addresses) check(address, road)
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const socket = netConnect({ host, port, lookup: answering(addresses), signal }).on('error', toNobody)
  try {
    await once(socket, 'connect', { signal })
    check(socket.remoteAddress ?? '', road)
    return url.protocol === 'https:' ? await secured(socket, host, road, signal) : socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

// Whoever waits for the socket hears of it in another way; with nobody to hear of it the process would end.
const toNobody = (): void => {}

function check(address: string, { guard }: Road): void {
  if (!guard(address)) throw new ForbiddenAddress(`nothing is pushed to the address ${address}`)
}

/** Whoever answers for names may take as long as it likes, and cannot be told to stop. */
async function addressesOf(name: string, { lookUp }: Road, signal: AbortSignal): Promise<readonly Address[]> {
  signal.throwIfAborted()
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  const found = await Promise.race([lookUp(name), aborted])
  if (found.length === 0) throw new Error('the name has no address')
  return found
}

const answering =
  (addresses: readonly Address[]): LookupFunction =>
  (_, options, done) =>
    options.all === true ? done(null, [...addresses]) : done(null, addresses[0]!.address, addresses[0]!.family)

/** Rejects where the endpoint does not prove to be the one that the URL names. */
async function secured(socket: Socket, host: string, { ca }: Road, signal: AbortSignal): Promise<Socket> {
  const servername = isIP(host) > 0 ? '' : host
  const safe = tlsConnect({ socket, host, servername, ca }).on('error', toNobody)
  await once(safe, 'secureConnect', { signal })
  return safe
}
