import type { InputOf } from '../../../actions/actions.ts'
import { Problem } from '../../../domain/problem.ts'
import { defaultSettings } from '../../../domain/queue.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { type AttributeWish, defaults, readAttributes } from '../attributeWish.ts'
import { rootOf } from '../document.ts'
import { MnsError } from '../errors.ts'
import type { Call, Operation } from '../operation.ts'
import { writeSettings } from '../queueAttributes.ts'
import { checkQueueName } from '../site.ts'

export const createQueue: Operation = async ({ perform, site, names, body }: Call) => {
  const name = checkQueueName(names[0]!)
  const wish = readAttributes(rootOf(body, 'Queue'), name)
  const created = await create(perform, name, wish)
  if (!created) await checkSame(perform, name, wish)
  return { status: created ? 201 : 204, location: site.urlOf('queues', name) }
}

type Settings = InputOf<'putQueue'>['settings']

const notesOf = ({ words }: AttributeWish) => (Object.keys(words).length === 0 ? {} : { wordings: { mns: words } })

/** False: there is a queue of this name. */
async function create(perform: PerformFor, queue: string, wish: AttributeWish): Promise<boolean> {
  const settings: Settings = { ...defaults, ...wish.settings }
  try {
    await perform('putQueue', { queue, settings, notes: notesOf(wish), expected: 'absent' })
    return true
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'VersionConflict') return false
    throw thrown
  }
}

/** An existing queue will do if it is as the document asks, defaults included (reference, 3.2). */
async function checkSame(perform: PerformFor, name: string, wish: AttributeWish): Promise<void> {
  const { queue } = await perform('getQueue', { queue: name })
  const deadLetter = wish.settings.deadLetter ?? undefined
  const settings = { ...defaultSettings, ...defaults, ...wish.settings, deadLetter }
  if (writeSettings({ name, settings, notes: notesOf(wish) }) !== writeSettings(queue))
    throw new MnsError('QueueAlreadyExist')
}
