import type { Context } from 'aws-lambda'
import { makeHandler as makeAck } from '../../functions/ack.ts'
import { makeHandler as makeManage } from '../../functions/manage.ts'
import { makeHandler as makeMns } from '../../functions/mns.ts'
import { makeHandler as makePoll } from '../../functions/poll.ts'
import { makeHandler as makePublish } from '../../functions/publish.ts'
import { functionFor } from '../../functions/routes.ts'
import { makeHandler as makeSqs } from '../../functions/sqs.ts'
import type { App } from '../../lib/app.ts'
import type { CallContext, Handler } from '../../lib/http/event.ts'

/** What an HTTP API does with its routes: hands each event to the function that serves it, here within the process. */
export function makeDispatch(app: App): Handler {
  const sqs = makeSqs(app)
  const native = { publish: makePublish(app), poll: makePoll(app), ack: makeAck(app), manage: makeManage(app) }
  const handlers = { ...native, sqs, send: sqs, mns: makeMns(app) }
  return (event, context) => {
    const { rawPath, headers, requestContext } = event
    const name = functionFor(requestContext.http.method, rawPath, headers)
    // Of Lambda's context our handlers look at nothing but what CallContext names.
    return handlers[name](event, context as Context & CallContext)
  }
}
