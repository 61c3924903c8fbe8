import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Whether something may be pushed to an address: to every public one, and to what the setting allows. */
export type AddressGuard = (address: string) => boolean

type Range = ReturnType<typeof ipaddr.parseCIDR>

// All of IPv6 that has been given out to the public so far; what else there is stands for something inside, or for nothing.
const publicSixes = ipaddr.parseCIDR('2000::/3')
// A public address behind which Azure tells a machine its secrets.
const azureMetadata = '168.63.129.16'

/** `allowed`: ranges such as 10.1.0.0/16 or fd00::/8, of which the guard lets addresses through that it would refuse. */
export function makeAddressGuard(allowed: readonly string[]): AddressGuard {
  const ranges = allowed.map(range => ipaddr.parseCIDR(range))
  return address => {
    // What is no plain address is nothing that was looked up.
    if (isIP(address) === 0) return false
    const parsed = ipaddr.parse(address)
    return isPublic(parsed) || ranges.some(range => isWithin(parsed, range))
  }
}

/**
 * Loopback, private, link-local and shared addresses are inside, as are multicast, reserved and documentation ones; and so is
 * every way of writing an IPv4 address as an IPv6 one, whatever it stands for.
 */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv6' ? isWithin(address, publicSixes) : address.toString() !== azureMetadata
}

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Range): boolean =>
  address.kind() === network.kind() && (address as ipaddr.IPv6).match(network as ipaddr.IPv6, bits)
