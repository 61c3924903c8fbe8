import { expect, test } from 'vitest'
import { aContext } from '../../test/fixtures.ts'
import { Keyring } from '../domain/keyring.ts'
import { MemoryStore } from '../store/memory/memoryStore.ts'
import { makePerform } from './perform.ts'

const never = new AbortController().signal

function open() {
  const context = aContext()
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  return makePerform({ ...context, keyring, store: new MemoryStore(context) })
}

test('a caller is asked for the action and the queue that it names, before anything is done', async () => {
  const perform = open()
  const asked: unknown[] = []
  const nobody = { name: 'nobody', may: (...right: unknown[]) => asked.push(right) === 0 }
  const refused = perform(nobody, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' }, never)
  await expect(refused).rejects.toMatchObject({ code: 'Forbidden' })
  await expect(perform(nobody, 'listQueues', { prefix: '', limit: 1 }, never)).rejects.toMatchObject({
    code: 'Forbidden',
  })
  expect(asked).toEqual([
    ['putQueue', 'orders'],
    ['listQueues', undefined],
  ])
  const anyone = { name: 'anyone', may: () => true }
  expect(await perform(anyone, 'listQueues', { prefix: '', limit: 1 }, never)).toEqual({ queues: [] })
})

test('whoever may, gets what the action answers', async () => {
  const perform = open()
  const caller = {
    name: 'one',
    may: (action: string, queue: string | undefined) => `${action} ${queue}` === 'getQueue a',
  }
  await expect(perform(caller, 'getQueue', { queue: 'a' }, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
  await expect(perform(caller, 'getQueue', { queue: 'b' }, never)).rejects.toMatchObject({ code: 'Forbidden' })
})
