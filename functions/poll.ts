import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { requestLog } from './requestLog.ts'

export const makeHandler = (app: App) => middy(fromLambda(app.native)).use(requestLog(app, 'poll'))
