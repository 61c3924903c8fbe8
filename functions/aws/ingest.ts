import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../ingest.ts'

export const handler = makeHandler(await appFromEnvironment())
