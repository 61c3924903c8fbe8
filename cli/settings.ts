/** What the environment says to the commands; `serve` reads its own settings. The only place here that looks. */
export type Settings = {
  /** Where the server is: SLUICE_URL. */
  url: string
  /** The access key: see token.ts. */
  token: string | undefined
  /** The version of the release. */
  version: string
  /** What a command that `work` starts inherits. */
  environment: Readonly<Record<string, string | undefined>>
}

import manifest from '../package.json' with { type: 'json' }
import { tokenOf } from './token.ts'

export const readSettings = (environment: Settings['environment'] = process.env): Settings => ({
  url: environment.SLUICE_URL || 'http://127.0.0.1:9324',
  token: tokenOf(environment),
  version: manifest.version,
  environment,
})
