import { Problem } from '../../domain/problem.ts'
import type { Answer, Reply, Request } from '../../http/message.ts'
import type { Authenticate } from '../../identity/authenticate.ts'
import type { Caller, Perform, PerformFor } from '../../identity/perform.ts'
import { missing, noQueue, SqsError } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Context, Operation } from './operation.ts'
import { operations } from './operations.ts'
import { toSqsError } from './problems.ts'
import { answerOf, errorReply, type Form, unknownPage } from './reply.ts'
import { formOf, type Named, readRequest } from './requestForm.ts'
import { type Place, queueIn, siteOf } from './site.ts'

export type SqsOptions = {
  perform: Perform
  authenticate: Authenticate
  place: Place
  limits: Limits
  /** Told of what was thrown and is our fault, with the request's id. */
  onFault: (thrown: unknown, requestId: string) => void
}

/** The Amazon SQS API, version 2012-11-05, in both of its wire forms, on whatever path. */
export function makeSqs(options: SqsOptions): Answer {
  return async request => {
    const form = formOf(request)
    try {
      return await serve(options, request, form)
    } catch (thrown) {
      const error = toSqsError(thrown)
      if (error.shape === 'InternalFailure') options.onFault(thrown, request.requestId)
      return errorReply(form, error, request.requestId)
    }
  }
}

async function serve(options: SqsOptions, request: Request, form: Form): Promise<Reply> {
  if (form === 'query' && isPage(request)) return unknownPage(request.requestId)
  const caller = await options.authenticate(request)
  const named = readRequest(request, form)
  const operation = operationOf(named, request)
  const context = contextOf(options, caller, request)
  return answerOf(form, operation, await run(operation, named, context), request.requestId)
}

/** Not a call: only GET and POST are, and a GET says what it asks for in its address. */
const isPage = ({ method, query }: Request): boolean => method !== 'POST' && !(method === 'GET' && query.has('Action'))

function contextOf({ perform, place, limits }: SqsOptions, caller: Caller, request: Request): Context {
  const performFor: PerformFor = (name, input) => perform(caller, name, input, request.signal)
  return { perform: performFor, site: siteOf(place, request), limits, request }
}

function operationOf({ form, name, pathUrl }: Named, { headers }: Request): Operation {
  const operation = operations.get(name ?? '')
  if (form === 'json') {
    if (operation !== undefined) return operation
    throw new SqsError(
      'UnknownOperationException',
      `There is no operation ${(headers['x-amz-target'] ?? '').slice(0, 100)}.`,
    )
  }
  if (name === undefined) throw missing('Action')
  // An address of a queue does not make or list queues.
  const isMisplaced = operation !== undefined && !operation.ofQueue && isQueuePath(pathUrl) && makesOrLists.has(name)
  if (operation === undefined || isMisplaced)
    throw new SqsError('InvalidActionException', `The action ${name.slice(0, 100)} is not valid for this endpoint.`)
  return operation
}

const makesOrLists = new Set(['CreateQueue', 'ListQueues'])
const isQueuePath = (pathUrl: string | undefined): boolean => /\/\d{12}\/[\w.-]+$/.test(pathUrl ?? '')

/** A request that is wrong in itself is first told of a queue that does not exist, as the service does. */
async function run(operation: Operation, named: Named, context: Context): Promise<Record<string, unknown>> {
  const input = named.read(operation)
  if (!operation.ofQueue) return operation.handle(input as never, context, '')
  const url = (input.QueueUrl as string | undefined) || named.pathUrl
  if (url === undefined) throw missing('QueueUrl')
  const queue = queueIn(url)
  try {
    return await operation.handle(input as never, context, queue)
  } catch (thrown) {
    if (thrown instanceof SqsError && !(await exists(context, queue))) throw noQueue()
    throw thrown
  }
}

async function exists({ perform }: Context, queue: string): Promise<boolean> {
  try {
    await perform('getQueue', { queue })
    return true
  } catch (thrown) {
    // Whoever may not know, or where nobody can tell, hears of the request alone.
    return !(thrown instanceof Problem && thrown.code === 'QueueNotFound')
  }
}
