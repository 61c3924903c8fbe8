import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import type { HttpResult } from '../lib/http/event.ts'
import { fromLambda } from '../lib/http/lambda.ts'
import { makeMns } from '../lib/protocols/mns/mns.ts'
import { countQueues } from './queueCounts.ts'
import { requestLog } from './requestLog.ts'

export function makeHandler(app: App) {
  countQueues(app)
  const { perform, onFault, site } = app
  const authenticate = app.authenticators.mns
  return middy(fromLambda(makeMns({ perform, authenticate, onFault, place: site }))).use(
    requestLog(app, 'mns', statusOf),
  )
}

/** The protocol says 500 of a batch of which some messages were refused: that is no failure of ours. */
const statusOf = ({ statusCode, body }: HttpResult): number =>
  statusCode === 500 && body?.includes('<Messages ') ? 400 : statusCode
