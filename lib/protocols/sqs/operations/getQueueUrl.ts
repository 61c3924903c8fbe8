import { missing, noQueue } from '../errors.ts'
import { operation } from '../operation.ts'
import { text } from '../shapes.ts'
import { queueIn } from '../site.ts'

export const getQueueUrl = operation({
  name: 'GetQueueUrl',
  input: { QueueName: text, QueueOwnerAWSAccountId: text },
  output: { QueueUrl: text },
  ofQueue: false,
  async handle({ QueueName: name, QueueOwnerAWSAccountId: owner }, { perform, site }) {
    if (name === undefined || name === '') throw missing('QueueName')
    if (owner !== undefined && owner !== '' && owner !== site.account) throw noQueue()
    // A name, not an address.
    if (name.includes('/')) throw noQueue()
    const { queue } = await perform('getQueue', { queue: queueIn(name) })
    return { QueueUrl: site.urlOf(queue.name) }
  },
})
