/** A failure as the SDK throws it, and as the port hands it on. */
export type Failure = Error & {
  code?: unknown
  $fault?: 'client' | 'server'
  $metadata?: { httpStatusCode?: number | undefined }
  CancellationReasons?: { Code?: string | undefined; Message?: string | undefined }[] | undefined
}

/**
 * What the caller of the port is told. DynamoDB's own refusals keep their names; where no answer came, or none that can
 * be read, it is a `TimeoutError`; an answer of 500 and above, whatever it calls itself, is an `InternalServerError`. What
 * went wrong before anything was sent (no credentials) stays as it is.
 */
export function toPortFailure(thrown: unknown, tables: readonly string[]): unknown {
  if (!(thrown instanceof Error)) return thrown
  const failure: Failure = thrown
  if (isSilence(failure)) return timeout(failure)
  if (failure.$fault === undefined) return failure
  const status = failure.$metadata?.httpStatusCode ?? 0
  if (status >= 500) failure.name = 'InternalServerError'
  return explainTable(failure, tables)
}

/** The network's failures carry a code; an answer that cannot be read carries the status of its beginning. */
const isSilence = (failure: Failure): boolean =>
  failure.name === 'TimeoutError' ||
  (failure.$fault === undefined && (typeof failure.code === 'string' || isUnreadable(failure)))

const isUnreadable = ({ $metadata }: Failure): boolean => $metadata?.httpStatusCode !== undefined

const timeout = (cause: Failure): Error =>
  Object.assign(new Error(`DynamoDB did not answer: ${cause.message}`, { cause }), { name: 'TimeoutError' })

/** Makes the message say which table it is about and what to do, where the table is missing or a different one. */
function explainTable(failure: Failure, tables: readonly string[]): Failure {
  const said = wordsOf(failure)
  if (said === undefined) return failure
  failure.message = `${said} ${tables.join(', ')} (${failure.message.replace(/\.$/, '')}). ${remedy}`
  return failure
}

const remedy =
  'Deploy the stack, which makes the tables, or say which ones to use with SLUICE_MESSAGES_TABLE and ' +
  'SLUICE_DOCUMENTS_TABLE, in the region of SLUICE_REGION.'

const aboutKeys =
  /provided key element|missing the key|missed key schema|type mismatch for key|required keys was not given|number of conditions on the keys/i

function wordsOf({ name, message, CancellationReasons = [] }: Failure): string | undefined {
  const reasons = CancellationReasons.filter(({ Code }) => Code === 'ValidationError').map(({ Message }) => Message)
  const texts = name === 'ValidationException' ? [message, ...reasons] : reasons
  if (name === 'ResourceNotFoundException') return 'No such table, or one that is not ready:'
  if (texts.some(text => aboutKeys.test(text ?? ''))) return 'Wrong keys, where p and s (both strings) are needed, in:'
  return undefined
}
