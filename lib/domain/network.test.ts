import { expect, test } from 'vitest'
import { isIn, parseNetwork } from './network.ts'

test.each([
  ['10.0.0.0/8', '10.255.1.2', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.1.2.3/32', '10.1.2.3', true],
  ['10.1.2.3/32', '10.1.2.4', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['0.0.0.0/0', '::1', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['::/0', '1:2:3:4:5:6:7:8', true],
  ['::1/128', '0:0:0:0:0:0:0:1', true],
  ['10.0.0.0/8', 'ten', false],
])('%s: %s is in it: %s', (network, address, is) => {
  expect(isIn(parseNetwork(network)!, address)).toBe(is)
})

test.each([
  '',
  '10.0.0.0',
  '10.0.0.0/33',
  '256.0.0.0/8',
  '10.0.0/8',
  '::1/129',
  '1::2::3/8',
  '1:2:3/8',
  'g::/8',
  '1:2:3:4:5:6:7:8::/8',
  '/8',
])('%s is no network', text => {
  expect(parseNetwork(text)).toBeUndefined()
})
