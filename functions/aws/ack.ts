import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../ack.ts'

export const handler = makeHandler(await appFromEnvironment())
