import { expect, test } from 'vitest'
import { makeAddressGuard } from './addressGuard.ts'

const guard = makeAddressGuard([])

test.each([
  ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
  ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fd00::1', 'fc00::1'],
  ['link-local', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
  ['metadata', '169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  ['shared', '100.64.0.1', '100.127.255.255'],
  ['multicast and broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  [
    'reserved',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '2001:db8::1',
    '3fff::1',
    '4000::1',
  ],
  ['IPv4-mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::ffff:0:8.8.8.8'],
  ['IPv4-compatible', '::127.0.0.1', '::7f00:1'],
  ['NAT64', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
  ['6to4', '2002:7f00:1::1', '2002:0a00:0001::', '192.88.99.1'],
  ['Teredo', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['no plain address', '', 'localhost', '0x7f000001', '2130706433', '0177.0.0.1', '127.1', '127.0.0.1.', '1.2.3.4/8'],
])('%s addresses are refused', (_, ...addresses) => {
  for (const address of addresses) expect([address, guard(address)]).toEqual([address, false])
})

test('public addresses are not', () => {
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:4860:4860::8888', '2a00:1450::1'])
    expect([address, guard(address)]).toEqual([address, true])
})

test('a range that is allowed lets its own addresses through and no others', () => {
  const open = makeAddressGuard(['10.1.0.0/16', '127.0.0.1/32', 'fd00:1::/32'])
  for (const address of ['10.1.2.3', '127.0.0.1', 'fd00:1::5', '8.8.8.8']) expect(open(address)).toBe(true)
  for (const address of ['10.2.0.1', '127.0.0.2', 'fd00:2::1', '::ffff:10.1.2.3', '64:ff9b::10.1.2.3', '::1'])
    expect([address, open(address)]).toEqual([address, false])
})
