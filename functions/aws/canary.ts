import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../canary.ts'

export const handler = makeHandler(await appFromEnvironment())
