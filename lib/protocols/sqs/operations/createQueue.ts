import { isDeepStrictEqual } from 'node:util'
import type { InputOf } from '../../../actions/actions.ts'
import { Problem } from '../../../domain/problem.ts'
import type { Queue } from '../../../domain/queue.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { type Attributes, checkEncryption, checkThroughput, newWords, readAttributes } from '../attributeWish.ts'
import { deadLetterProblem } from '../deadLetterProblem.ts'
import { missing, SqsError } from '../errors.ts'
import { type Context, operation } from '../operation.ts'
import { shownAttributes } from '../queueAttributes.ts'
import { objectIn } from '../redrivePolicy.ts'
import { map, text } from '../shapes.ts'
import { checkNewName, type Site } from '../site.ts'
import { checkTags } from '../tags.ts'

const none: Attributes = new Map()

export const createQueue = operation({
  name: 'CreateQueue',
  input: { QueueName: text, Attributes: map(text, 'Attribute'), tags: map(text, 'Tag', 'Key', 'Value') },
  output: { QueueUrl: text },
  ofQueue: false,
  async handle({ QueueName: name, Attributes = none, tags }, context) {
    if (name === undefined) throw missing('QueueName')
    const fifo = Attributes.get('FifoQueue')?.toLowerCase() === 'true'
    checkNewName(name, fifo, context.limits.queueNameMax)
    checkTags(tags ?? none, name)
    if (!(await create(context, name, Attributes, tags))) await checkSame(context, name, Attributes)
    return { QueueUrl: context.site.urlOf(name) }
  },
})

/** False: there is a queue of this name. */
async function create({ perform, site, limits }: Context, name: string, attributes: Attributes, tags?: Attributes) {
  const { settings, notes, words } = readAttributes(attributes, { queue: name, site, limits, isNew: true })
  const kept = newWords({}, words)
  checkThroughput(kept, 'queue')
  checkEncryption(kept)
  const tagged = tags === undefined || tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }
  const worded = Object.keys(kept).length === 0 ? {} : { wordings: { sqs: kept } }
  try {
    await perform('putQueue', {
      queue: name,
      settings: settings as InputOf<'putQueue'>['settings'],
      notes: { ...notes, ...tagged, ...worded },
      expected: 'absent',
      unlessDeleted: limits.cooldownSeconds > 0,
    })
    return true
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'VersionConflict') return false
    const problem = deadLetterProblem(thrown, attributes.get('RedrivePolicy'))
    // A queue that is there may have it, though its dead-letter queue is gone by now.
    if (problem !== thrown && (await exists(perform, name))) return false
    throw problem
  }
}

const exists = (perform: PerformFor, queue: string): Promise<boolean> =>
  perform('getQueue', { queue }).then(
    () => true,
    () => false,
  )

/** An existing queue will do if it has every attribute that was given (reference, 4.1). */
async function checkSame({ perform, site }: Context, name: string, attributes: Attributes): Promise<void> {
  const { queue } = await perform('getQueue', { queue: name })
  for (const [attribute, wanted] of attributes)
    if (!isSame(wanted, shownAs(attribute, queue, site)))
      throw new SqsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${attribute}`,
      )
}

const shownAs = (attribute: string, queue: Queue, site: Site): string =>
  shownAttributes[attribute]?.(queue, site, () => ({ visible: 0, inFlight: 0, delayed: 0, exact: false, asOfMs: 0 })) ??
  ''

/** Numbers, true and false in any case, and JSON however it is written. */
function isSame(wanted: string, present: string): boolean {
  if (wanted === present || (/^(true|false)$/.test(present) && wanted.toLowerCase() === present)) return true
  if (/^\d+$/.test(wanted) && /^\d+$/.test(present)) return Number(wanted) === Number(present)
  const [one, other] = [objectIn(wanted), objectIn(present)]
  return one !== undefined && isDeepStrictEqual(texts(one), texts(other ?? {}))
}

const texts = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === 'number' ? String(one) : one]))
