import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../dispatch.ts'

export const handler = makeHandler(await appFromEnvironment())
