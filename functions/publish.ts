import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { countQueues } from './queueCounts.ts'
import { requestLog } from './requestLog.ts'

export function makeHandler(app: App) {
  countQueues(app)
  return middy(fromLambda(app.native)).use(requestLog(app, 'publish'))
}
