import { changeQueue } from '../../../identity/changedQueue.ts'
import { newWords } from '../attributeWish.ts'
import { invalidParameter, missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { accessOf, parsePolicy } from '../policy.ts'
import { wordsOf } from '../queueAttributes.ts'
import { text } from '../shapes.ts'

export const removePermission = operation({
  name: 'RemovePermission',
  input: { QueueUrl: text, Label: text },
  ofQueue: true,
  async handle({ Label: label }, { perform, site }, name) {
    if (label === undefined || label === '') throw missing('Label')
    await changeQueue(perform, name, queue => {
      const words = wordsOf(queue)
      const policy = words.Policy === undefined ? undefined : parsePolicy(words.Policy)
      const left = policy?.Statement.filter(({ Sid }) => Sid !== label) ?? []
      if (policy === undefined || left.length === policy.Statement.length)
        throw invalidParameter(label, 'Label', "can't find label.")
      const next = { ...policy, Statement: left }
      const kept = newWords(words, { Policy: left.length === 0 ? null : JSON.stringify(next) })
      return {
        settings: {},
        notes: { access: left.length === 0 ? null : accessOf(next, site.arnOf(name)), wordings: { sqs: kept } },
      }
    })
    return {}
  },
})
