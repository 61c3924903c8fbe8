import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type { App } from '../lib/app.ts'
import type { HttpEvent, HttpResult } from '../lib/http/event.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { limitsOf } from '../lib/protocols/sqs/limits.ts'
import { makeSqs } from '../lib/protocols/sqs/sqs.ts'
import { countQueues } from './queueCounts.ts'
import { requestLog } from './requestLog.ts'
import { speaksMns } from './speaksMns.ts'

/** `name`: whose requests are counted; on AWS those of producers may come to a function of their own. */
export function makeHandler(app: App, name: 'sqs' | 'send' = 'sqs') {
  countQueues(app)
  const { perform, onFault, site } = app
  const authenticate = app.authenticators.sigV4
  const limits = limitsOf(site.sqsStrict === 'on', site.sqsCooldownSeconds)
  const sqs = middy(fromLambda(makeSqs({ perform, authenticate, onFault, place: site, limits }))).use(
    requestLog(app, name),
  )
  const mns = makeLazyMns(app)
  return (event: HttpEvent, context: Context): Promise<HttpResult> =>
    speaksMns(event.headers) ? mns(event, context) : sqs(event, context)
}

type Mns = ReturnType<typeof import('./mns.ts').makeHandler>

/** An HTTP API sends what has no route of its own here, clients of MNS among it: the code for them is loaded with their first request. */
function makeLazyMns(app: App) {
  let mns: Promise<Mns> | undefined
  return async (event: HttpEvent, context: Context): Promise<HttpResult> => {
    mns ??= import('./mns.ts').then(code => code.makeHandler(app))
    return (await mns)(event, context)
  }
}
