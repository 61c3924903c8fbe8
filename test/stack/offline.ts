import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const guard = pathToFileURL(join(import.meta.dirname, 'noNetwork.mjs')).href

export type Outcome = { code: number; stdout: string; stderr: string }

/** Runs node in `folder` with no credentials, an empty home, dead proxies, and any attempt to connect ending it. */
export const runOffline = (folder: string, home: string, ...command: string[]): Promise<Outcome> =>
  run(process.execPath, command, { cwd: folder, env: offlineEnvironment(home) }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

const offlineEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  USERPROFILE: home,
  NODE_OPTIONS: `--import=${guard}`,
  ...Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map(name => [name, dead])),
  npm_config_registry: `${dead}/`,
  npm_config_update_notifier: 'false',
})

const dead = 'http://127.0.0.1:9'
