import { expect, test } from 'vitest'
import { discard } from '../../lib/actions/discard.ts'
import { Problem } from '../../lib/domain/problem.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { aContext, aQueue } from '../fixtures.ts'

const broken = (error: Error) => {
  const nudged: string[] = []
  const store = new MemoryStore(aContext())
  store.discard = () => Promise.reject(error)
  store.nudge = ({ name }) => nudged.push(name)
  return { services: { ...aContext(), store, keyring: undefined as never }, nudged }
}

test('a full disk does not keep a queue from being deleted, and whoever waits on it is woken', async () => {
  const { services, nudged } = broken(new Problem('StorageFull'))
  await discard(services, aQueue())
  expect(nudged).toEqual(['orders'])
})

test('what is our fault is not hidden', async () => {
  const { services, nudged } = broken(new Error('no such table'))
  await expect(discard(services, aQueue())).rejects.toThrow('no such table')
  expect(nudged).toEqual(['orders'])
})
