import { fieldsOf } from './client.ts'
import type { Scene } from './open.ts'
import { aQueue, type Fields, xml } from './queue.ts'

export const queueEndpoint = 'acs:mns:us-east-1:000000000000:queues/q'
export const at = '/topics/t/subscriptions/s'

/** A topic `t` and a queue `q`, spoken of in short. */
export async function aTopic<Opened extends Scene>(scene: Opened, attributes: Fields = {}) {
  const { ask } = scene
  const queue = await aQueue(scene)
  await ask('PUT', '/topics/t', xml('Topic', attributes))
  const subscribe = (fields: Fields = {}, target = at) =>
    ask('PUT', target, xml('Subscription', { Endpoint: queueEndpoint, NotifyContentFormat: 'SIMPLIFIED', ...fields }))
  const publish = (body: string, more: Fields = {}) =>
    ask('POST', '/topics/t/messages', xml('Message', { MessageBody: body, ...more }))
  return { ...scene, ...queue, subscribe, publish, subscription: async () => fieldsOf((await ask('GET', at)).root) }
}
