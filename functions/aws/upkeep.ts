import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../upkeep.ts'

export const handler = makeHandler(await appFromEnvironment())
