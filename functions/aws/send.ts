import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../sqs.ts'

export const handler = makeHandler(await appFromEnvironment(), 'send')
