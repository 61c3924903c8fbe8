import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../manage.ts'

export const handler = makeHandler(await appFromEnvironment())
