import type { Context } from 'aws-lambda'
import { makeHandler as makeAck } from '../../functions/ack.ts'
import { makeHandler as makeManage } from '../../functions/manage.ts'
import { makeHandler as makePoll } from '../../functions/poll.ts'
import { makeHandler as makePublish } from '../../functions/publish.ts'
import { makeHandler as makeSqs } from '../../functions/sqs.ts'
import type { App } from '../../lib/app.ts'
import type { CallContext, Handler } from '../../lib/http/event.ts'
import { functionFor } from '../../lib/protocols/native/routes.ts'

/** What an HTTP API does with its routes: hands each event to the function that serves it, here within the process. */
export function makeDispatch(app: App): Handler {
  const native = { publish: makePublish(app), poll: makePoll(app), ack: makeAck(app), manage: makeManage(app) }
  const sqs = makeSqs(app)
  return (event, context) => {
    const name = functionFor(event.requestContext.http.method, event.rawPath)
    const handle = name === undefined ? sqs : native[name]
    // Of Lambda's context our handlers look at nothing but what CallContext names.
    return handle(event, context as Context & CallContext)
  }
}
