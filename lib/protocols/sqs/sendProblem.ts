import { type FieldProblem, Problem } from '../../domain/problem.ts'
import { invalidValue } from './errors.ts'
import { fieldText } from './problems.ts'

const needsId =
  'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'

/** Where the path of a problem names a message of a publish: which. */
const indexOf = ({ path }: FieldProblem): number | undefined => {
  const [root, index] = path
  return root === 'messages' && typeof index === 'number' ? index : undefined
}

const isSize = ({ path, limit }: FieldProblem): boolean => path.length === 2 && typeof limit === 'number'
const isMissingId = ({ path, got }: FieldProblem): boolean => path[2] === 'deduplicationId' && got === undefined

/** The service says it in one way of a single message, in another of an entry (reference, 5.1 and 5.2). */
function textOf(field: FieldProblem, sentAs: 'invalid' | 'not validated'): string {
  if (isMissingId(field)) return needsId
  if (!isSize(field)) return fieldText(field)
  const start = sentAs === 'invalid' ? 'are invalid' : 'cannot be validated'
  return `One or more parameters ${start}. Reason: Message must be shorter than ${field.limit} bytes.`
}

/** What a publish was refused with, in SQS's words. */
export function sendProblem(thrown: unknown, sentAs: 'invalid' | 'not validated'): unknown {
  const [field] = (thrown instanceof Problem && thrown.extras.fields) || []
  return field === undefined ? thrown : invalidValue(textOf(field, sentAs))
}

/** Which messages of a publish were refused each for itself, and why; undefined where the refusal is about all of them. */
export function messageProblems(thrown: unknown): Map<number, unknown> | undefined {
  const fields = (thrown instanceof Problem && thrown.extras.fields) || []
  const found = new Map<number, unknown>()
  for (const field of fields) {
    const index = indexOf(field)
    if (index === undefined || isMissingId(field)) return undefined
    if (!found.has(index)) found.set(index, invalidValue(textOf(field, 'not validated')))
  }
  return found.size === 0 ? undefined : found
}
