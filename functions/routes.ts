import { findRoute, routes as native } from '../lib/protocols/native/routes.ts'

export type FunctionName = 'publish' | 'poll' | 'ack' | 'manage' | 'sqs' | 'send'

/** A method and a path as an HTTP API has them, and the function that answers. */
export type Route = { method: string; path: string; function: FunctionName }

/**
 * The one route table, at home and on AWS: the stack's routes are held against it by a test. An HTTP API cannot tell requests apart
 * by their headers, so SQS has whatever else there is. Producers of SQS may come by a way of their own, where no parked polls
 * can keep them out.
 */
export const routes: readonly Route[] = [
  ...native,
  { method: 'ANY', path: '/v1/{rest+}', function: 'manage' },
  { method: 'ANY', path: '/send', function: 'send' },
  { method: 'ANY', path: '/send/{rest+}', function: 'send' },
  { method: '$default', path: '', function: 'sqs' },
]

// What is not found there is told in the words of the native API; /dev is only at home.
const isNative = /^\/(v1|dev)\//
const isSend = /^\/send(\/|$)/

/** Which function serves a request. */
export function functionFor(method: string, path: string): FunctionName {
  const found = findRoute(method, path)
  if (found.kind === 'route') return found.operation.function
  if (found.kind === 'methodNotAllowed' || isNative.test(path)) return 'manage'
  return isSend.test(path) ? 'send' : 'sqs'
}
