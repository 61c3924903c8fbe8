import { Logger } from '@aws-lambda-powertools/logger'

/** Lines of JSON, warnings and errors on stderr. On AWS the environment says how much is logged. */
export const functionLog = (): Logger => new Logger({ serviceName: 'sluice' })

/** At home stdout belongs to the ready line, so only failures and the audit log are logged: they go to stderr. */
export const homeLog = (): Logger => new Logger({ serviceName: 'sluice', logLevel: 'WARN' })
