import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { limits } from '../domain/limits.ts'
import { answerOf, unreadable } from './answerOf.ts'
import type { Batch } from './batch.ts'
import { outcomesOf } from './batchResponse.ts'
import { idsOf, type WriteEvent } from './eventTarget.ts'
import { forEach } from './handOver.ts'
import { failed, type Outcome } from './outcome.ts'
import type { DeliverTo } from './target.ts'

export type FunctionTargetOptions = {
  /** Where an ARN does not say. */
  region: string
  /** Another address than the region's. */
  endpoint?: string | undefined
}

/** Invokes Lambda functions and waits for what they answer: one request for a batch, not repeated here. */
export function makeFunctionTarget(
  { region, endpoint }: FunctionTargetOptions,
  write: WriteEvent,
): DeliverTo<'function'> {
  const clients = new Map<string, LambdaClient>()
  const clientOf = (arn: string): LambdaClient => {
    const home = arn.split(':')[3] || region
    const client = clients.get(home) ?? makeClient(home, endpoint)
    clients.set(home, client)
    return client
  }
  return async (_services, target, batch, signal) => {
    const Payload = Buffer.from(JSON.stringify(write(batch.queue.name, batch.messages)))
    const command = new InvokeCommand({ FunctionName: target.function, InvocationType: 'RequestResponse', Payload })
    try {
      const answer = await clientOf(target.function).send(command, { abortSignal: signal })
      return outcomesOfAnswer(answer, batch)
    } catch (error) {
      return forEach(batch, wordsOf(error as Refusal, target.function))
    }
  }
}

const connectMs = 3_000

function makeClient(region: string, endpoint: string | undefined): LambdaClient {
  const socketTimeout = limits.triggerSecondsMax * 1000
  const sockets = { maxSockets: limits.pushConnectionsMax }
  const requestHandler = new NodeHttpHandler({ connectionTimeout: connectMs, socketTimeout, httpsAgent: sockets })
  return new LambdaClient({ region, requestHandler, maxAttempts: 1, ...(endpoint !== undefined && { endpoint }) })
}

function outcomesOfAnswer({ FunctionError, Payload }: InvokeCommandOutput, batch: Batch): Outcome[] {
  const text = Buffer.from(Payload ?? []).toString()
  if (FunctionError !== undefined) return forEach(batch, failed(errorIn(text) ?? `failed: ${FunctionError}`))
  const answer = answerOf(text)
  if (answer === unreadable) return forEach(batch, failed('answered what is no JSON'))
  return outcomesOf(answer, idsOf(batch))
}

/** As runtimes say it. */
function errorIn(text: string): string | undefined {
  const { errorType, errorMessage } = Object(answerOf(text)) as { errorType?: unknown; errorMessage?: unknown }
  const words = [errorType, errorMessage].filter(word => typeof word === 'string' && word !== '')
  return words.length > 0 ? words.join(': ') : undefined
}

type Refusal = Error & { retryAfterSeconds?: string | undefined }

const throttles = new Set(['TooManyRequestsException', 'EC2ThrottledException', 'ThrottlingException'])

function wordsOf({ name, message, retryAfterSeconds }: Refusal, arn: string): Outcome {
  const retryAfterMs = Number(retryAfterSeconds) * 1000 || undefined
  if (throttles.has(name)) return { kind: 'throttled', reason: name, retryAfterMs }
  if (name === 'ResourceNotFoundException') return failed(`target is gone: there is no function ${arn}`)
  return failed(`${name}: ${message}`)
}
