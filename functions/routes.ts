import type { HttpEvent } from '../lib/http/event.ts'
import { findRoute, routes as native } from '../lib/protocols/native/routes.ts'
import { speaksMns } from './speaksMns.ts'

export type FunctionName = 'publish' | 'poll' | 'ack' | 'manage' | 'sqs' | 'send' | 'mns'

/** A method and a path as an HTTP API has them, and the function that answers. */
export type Route = { method: string; path: string; function: FunctionName }

/**
 * The one route table, at home and on AWS: the stack's routes are held against it by a test. An HTTP API cannot tell requests apart
 * by their headers, so SQS has whatever else there is, and hands over what is said in the words of MNS. Producers of SQS may come by a way of their own, where no parked polls
 * can keep them out.
 */
export const routes: readonly Route[] = [
  ...native,
  { method: 'ANY', path: '/v1/{rest+}', function: 'manage' },
  { method: 'ANY', path: '/send', function: 'send' },
  { method: 'ANY', path: '/send/{rest+}', function: 'send' },
  { method: 'GET', path: '/certificates/{id}', function: 'manage' },
  { method: 'ANY', path: '/queues', function: 'mns' },
  { method: 'ANY', path: '/queues/{rest+}', function: 'mns' },
  { method: 'ANY', path: '/topics', function: 'mns' },
  { method: 'ANY', path: '/topics/{rest+}', function: 'mns' },
  { method: 'ANY', path: '/commonbuy/openservice', function: 'mns' },
  { method: '$default', path: '', function: 'sqs' },
]

// What is not found there is told in the words of the native API; /dev is only at home.
const isNative = /^\/(v1|dev|certificates)\//
const isSend = /^\/send(\/|$)/
const isMns = /^\/(queues|topics|commonbuy\/openservice)(\/|$)/

/** Which function serves a request, by what its route says, and by its headers where no route does. */
export function functionFor(method: string, path: string, headers: HttpEvent['headers'] = {}): FunctionName {
  const found = findRoute(method, path)
  if (found.kind === 'route') return found.operation.function
  if (found.kind === 'methodNotAllowed' || isNative.test(path)) return 'manage'
  if (isSend.test(path)) return 'send'
  return isMns.test(path) || speaksMns(headers) ? 'mns' : 'sqs'
}
