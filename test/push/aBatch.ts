import type { Services } from '../../lib/actions/services.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { TriggerTarget } from '../../lib/domain/trigger.ts'
import type { Batch } from '../../lib/push/batch.ts'
import { aContext, anEnvelope } from '../fixtures.ts'
import { aTrigger } from './aTrigger.ts'

/** A batch that is on its way to a target, of messages with these ids and bodies. */
export function aBatch(target: TriggerTarget, bodies: Record<string, string>, timeoutSeconds = 60): Batch {
  const trigger = aTrigger('t', { target })
  const delivery = { visibleAtMs: 0, attempts: 0, token: 't', leased: true, firstLeasedAtMs: 1 }
  return {
    source: {
      to: { kind: 'trigger', trigger, queue: 'orders' },
      retry: { kind: 'fixed', delaySeconds: 1 },
      ...{ batchSize: 10, batchWindowSeconds: 0, timeoutSeconds },
    },
    queue: { name: 'orders' } as Batch['queue'],
    messages: Object.entries(bodies).map(([id, body]) => ({
      message: { id, envelope: anEnvelope({ body: Buffer.from(body) }), delivery },
      receipt: {} as Batch['messages'][number]['receipt'],
      receiptText: `r-${id}`,
    })),
  }
}

export function someServices(): Services {
  const context = aContext()
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  return { ...context, keyring, store: {} as Services['store'] }
}
