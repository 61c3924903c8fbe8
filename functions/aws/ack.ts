import { appFromEnvironment } from '../../lib/app.ts'
import { makeHandler } from '../ack.ts'

export const handler = makeHandler(appFromEnvironment())
