import { changeQueue } from '../../../identity/changedQueue.ts'
import { readAttributes } from '../attributeWish.ts'
import { rootOf } from '../document.ts'
import { done, type Operation } from '../operation.ts'
import { wordsOf } from '../queueAttributes.ts'
import { checkQueueName } from '../site.ts'

/** Changes what the document names. */
export const setQueueAttributes: Operation = async ({ perform, names, body }) => {
  const name = checkQueueName(names[0]!)
  const { settings, words } = readAttributes(rootOf(body, 'Queue'), name)
  await changeQueue(perform, name, queue => ({
    settings,
    notes: Object.keys(words).length === 0 ? {} : { wordings: { mns: { ...wordsOf(queue), ...words } } },
  }))
  return done
}
