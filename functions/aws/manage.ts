import { appFromEnvironment } from '../../lib/app.ts'
import { makeHandler } from '../manage.ts'

export const handler = makeHandler(appFromEnvironment())
