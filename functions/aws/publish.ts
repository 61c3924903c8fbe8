import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../publish.ts'

export const handler = makeHandler(await appFromEnvironment())
