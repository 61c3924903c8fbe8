import { operation } from '../operation.ts'
import { text } from '../shapes.ts'

export const deleteQueue = operation({
  name: 'DeleteQueue',
  input: { QueueUrl: text },
  ofQueue: true,
  async handle(_input, { perform, limits }, queue) {
    await perform('deleteQueue', { queue, expected: 'any', notedSeconds: limits.cooldownSeconds })
    return {}
  },
})
