import type { NewMessage } from '../../../domain/newMessage.ts'
import { type FieldProblem, Problem, type ProblemCode } from '../../../domain/problem.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { childOf, rootOf } from '../document.ts'
import { MnsError, outOfRange } from '../errors.ts'
import { fieldText } from '../fieldText.ts'
import { limits } from '../limits.ts'
import { messageIdOf } from '../messageId.ts'
import { md5, readMessage } from '../newMessage.ts'
import type { Call, Operation } from '../operation.ts'
import { toMnsError } from '../problems.ts'
import { checkQueueName } from '../site.ts'
import type { Element } from '../xml/element.ts'
import { document, element, parent } from '../xml/write.ts'

type Entry = { message: NewMessage; at: number }
/** What became of each message: its id, or what it was refused with. */
type Outcomes = (string | MnsError)[]

export const batchSendMessage: Operation = async ({ perform, names, headers, body }) => {
  const queue = checkQueueName(names[0]!)
  const items = rootOf(body, 'Messages').children.filter(({ name }) => name === 'Message')
  if (items.length < 1 || items.length > limits.batchMax) throw outOfRange('the number of messages', 1, limits.batchMax)
  const read = items.map(item => readEntry(item, headers))
  await checkTogether(perform, queue, items)
  const outcomes: Outcomes = read.map(one => (one instanceof MnsError ? one : ''))
  const entries = read.flatMap((one, at) => (one instanceof MnsError ? [] : [{ message: one, at }]))
  // With nothing in it the call still asks whether there is such a queue, and whether the caller may.
  if (entries.length === 0) await perform('publish', { queue, messages: [] })
  await publishAll(perform, queue, entries, outcomes)
  const isWhole = outcomes.every(outcome => typeof outcome === 'string')
  return {
    status: isWhole ? 201 : 500,
    body: document('Messages', outcomes.map((one, at) => written(one, read[at]!)).join('')),
  }
}

/** A message that is wrong in itself does not keep the others out. */
function readEntry(item: Element, headers: Call['headers']): NewMessage | MnsError {
  try {
    return readMessage(item, headers)
  } catch (thrown) {
    if (thrown instanceof MnsError) return thrown
    throw thrown
  }
}

const bytesOf = (item: Element): number => Buffer.byteLength(childOf(item, 'MessageBody')?.text ?? '')

/** All together may be as large as the service has it, or as one message of the queue may be where that is more. */
async function checkTogether(perform: PerformFor, queue: string, items: readonly Element[]): Promise<void> {
  const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0)
  if (bytes <= limits.messageBytesDefault) return
  const bytesMax = await perform('getQueue', { queue }).then(
    found => Math.max(limits.messageBytesDefault, found.queue.settings.maxMessageBytes),
    thrown => {
      if (thrown instanceof Problem && thrown.code === 'Forbidden') return limits.messageBytesDefault
      throw thrown
    },
  )
  if (bytes > bytesMax) throw outOfRange('the size of all messages', 1, bytesMax, 'bytes')
}

const written = (outcome: string | MnsError, message: NewMessage | MnsError): string =>
  parent(
    'Message',
    typeof outcome === 'string'
      ? element('MessageId', messageIdOf(outcome)) + element('MessageBodyMD5', md5((message as NewMessage).body))
      : element('ErrorCode', outcome.code) + element('ErrorMessage', outcome.message),
  )

/** A publish takes all or none; what the queue will not have for itself is left out, and the others go. */
async function publishAll(perform: PerformFor, queue: string, entries: Entry[], outcomes: Outcomes): Promise<void> {
  if (entries.length === 0) return
  try {
    const { ids } = await perform('publish', { queue, messages: entries.map(({ message }) => message) })
    for (const [index, { at }] of entries.entries()) outcomes[at] = ids[index]!
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'PartlyPublished') return noteResults(thrown, entries, outcomes)
    const refused = refusedOf(thrown)
    if (refused.size === 0) throw thrown
    for (const [index, error] of refused) outcomes[entries[index]!.at] = error
    await publishAll(
      perform,
      queue,
      entries.filter((_, index) => !refused.has(index)),
      outcomes,
    )
  }
}

type Result = { kind: 'stored'; id: string } | { kind: 'refused'; problem: ProblemCode }

function noteResults({ extras }: Problem, entries: readonly Entry[], outcomes: Outcomes): void {
  for (const [index, result] of (extras.results as readonly Result[]).entries())
    outcomes[entries[index]!.at] = result.kind === 'stored' ? result.id : toMnsError(new Problem(result.problem))
}

/** Which messages were refused each for itself, by their place; none where the refusal is about all of them. */
function refusedOf(thrown: unknown): Map<number, MnsError> {
  const fields: readonly FieldProblem[] = (thrown instanceof Problem && thrown.extras.fields) || []
  const refused = new Map<number, MnsError>()
  for (const field of fields) {
    const [root, index, ...path] = field.path
    if (root !== 'messages' || typeof index !== 'number') return new Map()
    if (!refused.has(index)) refused.set(index, new MnsError('InvalidArgument', fieldText({ ...field, path })))
  }
  return refused
}
