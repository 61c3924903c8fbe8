import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { limitsOf } from '../lib/protocols/sqs/limits.ts'
import { makeSqs } from '../lib/protocols/sqs/sqs.ts'
import { countDeadLetters } from './deadLetters.ts'
import { requestLog } from './requestLog.ts'

/** `name`: whose requests are counted; on AWS those of producers may come to a function of their own. */
export function makeHandler(app: App, name: 'sqs' | 'send' = 'sqs') {
  countDeadLetters(app)
  const { perform, onFault, site } = app
  const authenticate = app.authenticators.sigV4
  const limits = limitsOf(site.sqsStrict === 'on', site.sqsCooldownSeconds)
  return middy(fromLambda(makeSqs({ perform, authenticate, onFault, place: site, limits }))).use(requestLog(app, name))
}
