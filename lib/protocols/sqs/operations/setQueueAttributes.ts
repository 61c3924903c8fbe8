import { changeQueue } from '../../../identity/changedQueue.ts'
import { checkEncryption, checkThroughput, newWords, readAttributes } from '../attributeWish.ts'
import { deadLetterProblem } from '../deadLetterProblem.ts'
import { missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { wordsOf } from '../queueAttributes.ts'
import { map, text } from '../shapes.ts'

export const setQueueAttributes = operation({
  name: 'SetQueueAttributes',
  input: { QueueUrl: text, Attributes: map(text, 'Attribute') },
  ofQueue: true,
  async handle({ Attributes }, { perform, site, limits }, name) {
    if (Attributes === undefined || Attributes.size === 0) throw missing('Attributes')
    const { settings, notes, words } = readAttributes(Attributes, { queue: name, site, limits, isNew: false })
    const changed = changeQueue(perform, name, queue => {
      const kept = newWords(wordsOf(queue), words)
      checkThroughput(kept, queue.settings.ordered?.deduplication.scope === 'group' ? 'messageGroup' : 'queue')
      checkEncryption(kept)
      return { settings, notes: { ...notes, wordings: { sqs: kept } } }
    })
    await changed.catch(thrown => {
      throw deadLetterProblem(thrown, Attributes.get('RedrivePolicy'))
    })
    return {}
  },
})
