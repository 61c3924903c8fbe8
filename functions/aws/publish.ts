import { appFromEnvironment } from '../../lib/app.ts'
import { makeHandler } from '../publish.ts'

export const handler = makeHandler(appFromEnvironment())
