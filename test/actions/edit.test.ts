import { expect, test } from 'vitest'
import { editMessage } from '../../lib/actions/editMessage.ts'
import { publish } from '../../lib/actions/publish.ts'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import type { Change, ChangeOutcome } from '../../lib/store/store.ts'
import { aContext, text } from '../fixtures.ts'

/** A consumer takes and finishes every message the moment it is edited. */
class Greedy extends MemoryStore {
  override async change(queue: QueueRef, id: string, change: Change): Promise<ChangeOutcome> {
    const outcome = await super.change(queue, id, change)
    await super.change(queue, id, { kind: 'cancel' })
    return outcome
  }
}

test('an edit that won is answered as such, though the message may be finished by then', async () => {
  const context = aContext()
  const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32) }])
  const services = { ...context, store: new Greedy(context), keyring }
  const { signal } = new AbortController()
  await putQueue(services, { queue: 'orders', settings: {}, expected: 'any' }, signal)
  const message = { body: Buffer.from('before'), kind: 'text', delaySeconds: 60 } as const
  const { ids } = await publish(services, { queue: 'orders', messages: [message] }, signal)
  const edit = { body: Buffer.from('after'), delaySeconds: 0 }
  const edited = await editMessage(services, { queue: 'orders', id: ids[0]!, edit }, signal)
  expect(text(edited.message.envelope.body)).toBe('after')
  expect(edited.message.delivery).toMatchObject({ visibleAtMs: context.clock.nowMs(), leased: false })
})
