import { isOrdered, sequenceText } from '../../../domain/ordered.ts'
import { Problem, type ProblemCode } from '../../../domain/problem.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { checkEntries, type Failed, failedEntries } from '../batch.ts'
import { invalidValue, SqsError } from '../errors.ts'
import { messageBytesMax } from '../limits.ts'
import { type MessageInput, messageMembers, type Prepared, prepareMessage, sentMembers } from '../newMessage.ts'
import { operation } from '../operation.ts'
import { toFailed } from '../problems.ts'
import { messageProblems, sendProblem } from '../sendProblem.ts'
import { list, structure, text } from '../shapes.ts'

const kind = 'SendMessageBatchRequestEntry'

type Entry = Prepared & { id: string }
type Result = { kind: 'stored'; id: string; sequence?: number } | { kind: 'refused'; problem: ProblemCode }
type Outcome = { id: string; sent?: { id: string; sequence?: number | undefined }; error?: unknown }

export const sendMessageBatch = operation({
  name: 'SendMessageBatch',
  input: { QueueUrl: text, Entries: list(structure({ Id: text, ...messageMembers }), kind) },
  output: {
    Successful: list(structure({ Id: text, ...sentMembers }), 'SendMessageBatchResultEntry'),
    Failed: failedEntries,
  },
  ofQueue: true,
  async handle({ Entries }, { perform, limits, request }, queue) {
    const given = checkEntries(Entries, kind, limits.batchEntriesMax)
    checkTogether(given, queue)
    const failed: Failed[] = []
    const entries: Entry[] = []
    for (const { Id: id, ...input } of given) {
      try {
        entries.push({ id, ...prepareMessage(input, queue, limits, request.headers) })
      } catch (error) {
        failed.push(toFailed(id, error))
      }
    }
    const outcomes = await publishAll(perform, queue, entries)
    const refused = outcomes.filter(({ sent }) => sent === undefined)
    failed.push(...refused.map(({ id, error }) => toFailed(id, error)))
    return { Successful: outcomes.flatMap(outcome => toSent(outcome, entries)), Failed: failed }
  },
})

/** What the whole batch is refused with, whatever else is wrong with an entry. */
function checkTogether(entries: readonly MessageInput[], queue: string): void {
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0)
  if (bytes > messageBytesMax) {
    const limit = `Batch requests cannot be longer than ${messageBytesMax} bytes.`
    throw new SqsError('BatchRequestTooLong', `${limit} You have sent ${bytes} bytes.`)
  }
  if (isOrdered({ name: queue }) && entries.some(({ MessageGroupId: group }) => group === undefined))
    throw invalidValue('The request must contain the parameter MessageGroupId.')
}

/** Body, and of each attribute name, type and value (reference, 5.1). */
function bytesOf({ MessageBody: body = '', MessageAttributes: attributes = new Map() }: MessageInput): number {
  let bytes = Buffer.byteLength(body)
  for (const [name, { DataType = '', StringValue = '', BinaryValue }] of attributes)
    bytes += Buffer.byteLength(name + DataType) + (BinaryValue?.length ?? Buffer.byteLength(StringValue))
  return bytes
}

function toSent({ id, sent }: Outcome, entries: readonly Entry[]) {
  if (sent === undefined) return []
  const { digests } = entries.find(entry => entry.id === id)!
  const SequenceNumber = sent.sequence === undefined ? undefined : sequenceText(sent.sequence)
  return [{ Id: id, MessageId: sent.id, ...digests, SequenceNumber }]
}

/** A publish takes all or none; what the queue will not have for itself is left out, and the others go. */
async function publishAll(perform: PerformFor, queue: string, entries: readonly Entry[]): Promise<Outcome[]> {
  if (entries.length === 0) return []
  try {
    const messages = entries.map(({ message }) => message)
    const { ids, sequences } = await perform('publish', { queue, messages, needsDeduplicationId: true })
    return entries.map(({ id }, at) => ({ id, sent: { id: ids[at]!, sequence: sequences[at] } }))
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'PartlyPublished') return partly(thrown, entries)
    const problems = messageProblems(thrown)
    if (problems === undefined) throw sendProblem(thrown, 'not validated')
    const others = await publishAll(
      perform,
      queue,
      entries.filter((_, at) => !problems.has(at)),
    )
    return [...others, ...entries.flatMap(({ id }, at) => (problems.has(at) ? [{ id, error: problems.get(at) }] : []))]
  }
}

function partly({ extras }: Problem, entries: readonly Entry[]): Outcome[] {
  const results = extras.results as readonly Result[]
  return entries.map(({ id }, at): Outcome => {
    const result = results[at]!
    if (result.kind === 'stored') return { id, sent: result }
    return { id, error: new Problem(result.problem) }
  })
}
