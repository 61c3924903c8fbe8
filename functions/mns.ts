import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { makeMns } from '../lib/protocols/mns/mns.ts'
import { countDeadLetters } from './deadLetters.ts'
import { requestLog } from './requestLog.ts'

export function makeHandler(app: App) {
  countDeadLetters(app)
  const { perform, onFault, site } = app
  const authenticate = app.authenticators.mns
  return middy(fromLambda(makeMns({ perform, authenticate, onFault, place: site }))).use(requestLog(app, 'mns'))
}
