import { Problem } from '../../domain/problem.ts'
import { invalidParameter } from './errors.ts'

/** What a queue was refused with because of its dead-letter queue, in the words of its RedrivePolicy; else as it is. */
export function deadLetterProblem(thrown: unknown, policy: string | undefined): unknown {
  const [field] = (thrown instanceof Problem && thrown.extras.fields) || []
  if (policy === undefined || field?.path[0] !== 'deadLetter') return thrown
  const reason =
    field.detail === 'names no queue' ? 'Dead letter target does not exist.' : `The dead-letter queue ${field.detail}.`
  return invalidParameter(policy, 'RedrivePolicy', reason)
}
