import { operation } from '../operation.ts'
import { map, text } from '../shapes.ts'

export const listQueueTags = operation({
  name: 'ListQueueTags',
  input: { QueueUrl: text },
  output: { Tags: map(text, 'Tag', 'Key', 'Value') },
  ofQueue: true,
  async handle(_input, { perform }, name) {
    const { queue } = await perform('getQueue', { queue: name })
    return { Tags: new Map(Object.entries(queue.notes?.tags ?? {})) }
  },
})
