import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../poll.ts'

export const handler = makeHandler(await appFromEnvironment())
