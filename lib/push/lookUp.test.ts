import { expect, test } from 'vitest'
import { makeLookUp } from './lookUp.ts'

const lookUp = makeLookUp()

test('names of the file of hosts are known too, however many ask at the same time', async () => {
  const found = await Promise.all(Array.from({ length: 8 }, () => lookUp('localhost')))
  for (const addresses of found) for (const { address } of addresses) expect(['127.0.0.1', '::1']).toContain(address)
  expect(found.every(addresses => addresses.length > 0)).toBe(true)
})
