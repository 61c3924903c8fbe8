import { unknownAttribute } from '../errors.ts'
import { operation } from '../operation.ts'
import { isCount, shownAttributes } from '../queueAttributes.ts'
import { list, map, text } from '../shapes.ts'

function namesOf(given: readonly string[]): readonly string[] {
  for (const name of given) if (name !== 'All' && !Object.hasOwn(shownAttributes, name)) throw unknownAttribute(name)
  return given.includes('All') ? Object.keys(shownAttributes) : given
}

export const getQueueAttributes = operation({
  name: 'GetQueueAttributes',
  input: { QueueUrl: text, AttributeNames: list(text, 'AttributeName') },
  output: { Attributes: map(text, 'Attribute') },
  ofQueue: true,
  async handle({ AttributeNames = [] }, { perform, site }, name) {
    const names = namesOf(AttributeNames)
    const { queue } = await perform('getQueue', { queue: name })
    const stats = names.some(isCount) ? await perform('queueStats', { queue: name }) : undefined
    const shown = new Map<string, string>()
    for (const attribute of names) {
      const value = shownAttributes[attribute]!(queue, site, () => stats!)
      if (value !== undefined) shown.set(attribute, value)
    }
    return { Attributes: shown }
  },
})
