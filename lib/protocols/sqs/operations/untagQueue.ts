import { changeQueue } from '../../../identity/changedQueue.ts'
import { invalidValue, missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { list, text } from '../shapes.ts'

export const untagQueue = operation({
  name: 'UntagQueue',
  input: { QueueUrl: text, TagKeys: list(text, 'TagKey') },
  ofQueue: true,
  async handle({ TagKeys: keys }, { perform }, name) {
    if (keys === undefined) throw missing('TagKeys')
    if (keys.length === 0) throw invalidValue('Tag keys must be between 1 and 128 characters in length.')
    await changeQueue(perform, name, ({ notes }) => {
      const left = Object.entries(notes?.tags ?? {}).filter(([key]) => !keys.includes(key))
      return { settings: {}, notes: { tags: left.length === 0 ? null : Object.fromEntries(left) } }
    })
    return {}
  },
})
