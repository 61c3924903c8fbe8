import { CommandError } from '../exit.ts'

type Failure = Error & { $metadata?: { httpStatusCode?: number | undefined }; code?: string }

/** What the SDK throws, in the words and exit codes of this command line. */
export function sqsFailure(error: unknown): CommandError {
  const { name, message, $metadata, code } = error as Failure
  if (name === 'CredentialsProviderError') return new CommandError('usage', `${message}. ${credentialsHint}`)
  if (/^Region is missing/.test(message)) return new CommandError('usage', 'Give --region, or AWS_REGION.')
  if ($metadata?.httpStatusCode !== undefined) return new CommandError('refused', `SQS refused: ${message} (${name})`)
  return new CommandError('unreachable', `no answer from SQS: ${message || code || name}`)
}

const credentialsHint =
  'Credentials are those of the AWS SDK: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, a role. A local ' +
  'emulator mostly takes any.'
