import { isOrdered, sequenceText } from '../../../domain/ordered.ts'
import { missing } from '../errors.ts'
import { messageMembers, prepareMessage, sentMembers } from '../newMessage.ts'
import { operation } from '../operation.ts'
import { sendProblem } from '../sendProblem.ts'
import { text } from '../shapes.ts'

export const sendMessage = operation({
  name: 'SendMessage',
  input: { QueueUrl: text, ...messageMembers },
  output: sentMembers,
  ofQueue: true,
  async handle(input, { perform, limits, request }, queue) {
    const { message, digests } = prepareMessage(input, queue, limits, request.headers)
    if (isOrdered({ name: queue }) && message.groupId === undefined) throw missing('MessageGroupId')
    const published = perform('publish', { queue, messages: [message], needsDeduplicationId: true })
    const { ids, sequences } = await published.catch(thrown => {
      throw sendProblem(thrown, 'invalid')
    })
    const [sequence] = sequences
    return {
      MessageId: ids[0],
      ...digests,
      SequenceNumber: sequence === undefined ? undefined : sequenceText(sequence),
    }
  },
})
