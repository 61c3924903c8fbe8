import { changeQueue } from '../../../identity/changedQueue.ts'
import { missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { map, text } from '../shapes.ts'
import { checkTags } from '../tags.ts'

export const tagQueue = operation({
  name: 'TagQueue',
  input: { QueueUrl: text, Tags: map(text, 'Tag', 'Key', 'Value') },
  ofQueue: true,
  async handle({ Tags: tags }, { perform }, name) {
    if (tags === undefined || tags.size === 0) throw missing('Tags')
    await changeQueue(perform, name, ({ notes }) => {
      const all = new Map([...Object.entries(notes?.tags ?? {}), ...tags])
      checkTags(all, name)
      return { settings: {}, notes: { tags: Object.fromEntries(all) } }
    })
    return {}
  },
})
