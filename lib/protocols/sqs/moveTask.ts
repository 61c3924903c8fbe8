import { Problem } from '../../domain/problem.ts'
import type { Redrive } from '../../domain/redrive.ts'
import { errors, invalidParameter, invalidValue, SqsError } from './errors.ts'
import { objectIn } from './redrivePolicy.ts'
import { isQueueArn, type Site } from './site.ts'

const states = {
  running: 'RUNNING',
  cancelling: 'CANCELLING',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
} as const satisfies Record<Redrive['state'], string>

const format = 'arn:<partition>:<service>:<region>:<account-id>:<resource-id>'

export const noResource = (parameter: string): SqsError =>
  new SqsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  )

/** What becomes of a call about a source that does not exist. */
export const noSource = (thrown: unknown): never => {
  throw thrown instanceof Problem && thrown.code === 'QueueNotFound' ? noResource('SourceArn') : thrown
}

/** The queue that an ARN names; ResourceNotFoundException where it cannot be one of ours. */
export function queueOfArn(arn: string, parameter: string, site: Site): string {
  if (!isQueueArn(arn)) throw invalidValue(`You must use this format to specify the ${parameter}: ${format}`)
  const queue = site.queueOf(arn)
  if (queue === undefined) throw noResource(parameter)
  return queue
}

type Handle = { taskId: string; sourceArn: string }

export const writeHandle = (handle: Handle): string => Buffer.from(JSON.stringify(handle)).toString('base64')

/** The task that a handle names, or InvalidParameterValue. */
export function readHandle(text: string): Handle {
  const { taskId, sourceArn } = objectIn(Buffer.from(text, 'base64').toString()) ?? {}
  if (typeof taskId === 'string' && typeof sourceArn === 'string') return { taskId, sourceArn }
  throw invalidValue('Value for parameter TaskHandle is invalid.')
}

/** A task as ListMessageMoveTasks shows it (reference, 6.4). */
export function toEntry(redrive: Redrive, source: string, site: Site) {
  const SourceArn = site.arnOf(source)
  const isRunning = redrive.state === 'running'
  return {
    TaskHandle: isRunning ? writeHandle({ taskId: redrive.id, sourceArn: SourceArn }) : undefined,
    Status: states[redrive.state],
    SourceArn,
    DestinationArn: redrive.to === undefined ? undefined : site.arnOf(redrive.to),
    MaxNumberOfMessagesPerSecond: redrive.messagesPerSecond,
    ApproximateNumberOfMessagesMoved: redrive.moved,
    ApproximateNumberOfMessagesToMove: redrive.toMove,
    FailureReason: redrive.state === 'failed' ? errors.QueueDoesNotExist.code : undefined,
    StartedTimestamp: redrive.startedAtMs,
  }
}

export const checkRate = (rate: number | undefined): number | undefined => {
  if (rate === undefined || (rate >= 1 && rate <= 500)) return rate
  throw invalidParameter(rate, 'MaxNumberOfMessagesPerSecond', 'Must be between 1 and 500, if provided.')
}
