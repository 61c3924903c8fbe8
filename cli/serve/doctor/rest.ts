import type { Ask } from './aws.ts'
import { type Check, type Finding, fail, ok, warn } from './finding.ts'
import { configurationOf, type Site } from './site.ts'

/** The bucket, the secret, and the timer queue with its dead letters. */
export const restChecks = (ask: Ask, site: Site): Check[] => [
  { name: 'bucket', run: () => checkBucket(ask, site) },
  { name: 'secret', run: () => checkSecret(ask, site) },
  { name: 'timer queue', run: () => checkTimers(ask, site) },
]

async function checkBucket(ask: Ask, { bodiesBucket: Bucket }: Site): Promise<Finding> {
  await ask('s3', 'HeadBucket', { Bucket })
  const { Rules } = await ask('s3', 'GetBucketLifecycleConfiguration', { Bucket })
  const days = ((Rules ?? []) as { ID?: string; Status?: string }[]).filter(
    ({ ID, Status }) => /^d\d+$/.test(ID ?? '') && Status === 'Enabled',
  )
  if (days.length >= 5) return ok(`${Bucket}, ${days.length} rules of expiry`)
  return warn(`${days.length} of its 5 rules of expiry are on`, 'Bodies stay for ever. Deploy the stack again.')
}

const textLengthMin = 43

async function checkSecret(ask: Ask, { secretId: SecretId }: Site): Promise<Finding> {
  const { SecretString } = await ask('secretsmanager', 'GetSecretValue', { SecretId })
  const todo = 'It has to hold {"current": TEXT}: docs/guide/deploy.md, "Changing the secret".'
  // What is in it is told nobody, nor by an error of the parser.
  let said: Record<string, unknown>
  try {
    said = Object(JSON.parse(String(SecretString))) as Record<string, unknown>
  } catch {
    return fail('it is not JSON', todo)
  }
  const texts = [said.current, said.other].filter(one => one !== undefined)
  if (said.current === undefined) return fail('it has no current text', todo)
  if (!texts.every(text => typeof text === 'string' && text.length >= textLengthMin))
    return fail(`a text in it is shorter than ${textLengthMin} characters`, todo)
  if (texts.length === 1) return ok('readable, one generation')
  return warn(
    'it is being changed: two generations are live',
    'Go on with the change when receipts of the old one are over.',
  )
}

type Attributes = Record<string, string | undefined>

async function checkTimers(ask: Ask, { timerQueueUrl: QueueUrl, prefix }: Site): Promise<Finding> {
  if (QueueUrl === undefined)
    return fail('dispatch knows none', 'Deploy the stack again: SLUICE_TIMER_QUEUE_URL is missing.')
  const attributes = async (url: string): Promise<Attributes> =>
    ((await ask('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })).Attributes ??
      {}) as Attributes
  const { VisibilityTimeout, ApproximateNumberOfMessages, RedrivePolicy } = await attributes(QueueUrl)
  const { Timeout = 0 } = await configurationOf(ask, `${prefix}-dispatch`)
  if (Number(VisibilityTimeout) < Timeout)
    return fail(
      `its visibility timeout is ${VisibilityTimeout} s, dispatch has ${Timeout} s`,
      'Deploy the stack again.',
    )
  if (RedrivePolicy === undefined) return fail('it has no dead-letter queue', 'Deploy the stack again.')
  const { ApproximateNumberOfMessages: dead = '0' } = await attributes(`${QueueUrl}-dead`)
  if (Number(dead) > 0) return warn(`${dead} wake-ups ended as dead letters`, 'See docs/operate/TimerDeadLetters.md.')
  return ok(`${ApproximateNumberOfMessages} wake-ups wait, no dead letters`)
}
