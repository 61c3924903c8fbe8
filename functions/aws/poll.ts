import { appFromEnvironment } from '../../lib/app.ts'
import { makeHandler } from '../poll.ts'

export const handler = makeHandler(appFromEnvironment())
