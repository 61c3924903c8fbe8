import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import type { Answer } from '../lib/http/message.ts'
import { isForCertificate, makeServeCertificate } from '../lib/protocols/mns/push/serveCertificate.ts'
import { countQueues } from './queueCounts.ts'
import { requestLog } from './requestLog.ts'

export function makeHandler(app: App) {
  countQueues(app)
  const serveCertificate = makeServeCertificate(app.services, app.onFault)
  const answer: Answer = request => (isForCertificate(request.path) ? serveCertificate(request) : app.native(request))
  return middy(fromLambda(answer)).use(requestLog(app, 'manage'))
}
