import { appFromEnvironment } from '../../lib/functionApp.ts'
import { makeHandler } from '../mns.ts'

export const handler = makeHandler(await appFromEnvironment())
