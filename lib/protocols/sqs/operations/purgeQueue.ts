import { Problem } from '../../../domain/problem.ts'
import { SqsError } from '../errors.ts'
import { operation } from '../operation.ts'
import { text } from '../shapes.ts'

export const purgeQueue = operation({
  name: 'PurgeQueue',
  input: { QueueUrl: text },
  ofQueue: true,
  async handle(_input, { perform, limits }, queue) {
    const { cooldownSeconds: apartSeconds } = limits
    await perform('purge', { queue, apartSeconds }).catch(thrown => {
      if (!(thrown instanceof Problem && thrown.code === 'PurgedRecently')) throw thrown
      const rule = `Only one PurgeQueue operation on ${queue} is allowed every ${apartSeconds} seconds.`
      throw new SqsError('PurgeQueueInProgress', rule)
    })
    return {}
  },
})
