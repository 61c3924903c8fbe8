import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const guard = pathToFileURL(join(import.meta.dirname, 'noNetwork.mjs')).href

export type Outcome = { code: number; stdout: string; stderr: string }

/** Runs node in `folder` as a stranger would: no credentials, that folder as home, dead proxies, a dead registry. */
export const runBare = (folder: string, ...command: string[]): Promise<Outcome> =>
  outcomeOf(run(process.execPath, command, { cwd: folder, env: bareEnvironment(folder) }))

/** The same, and any attempt to connect, be it to this machine, ends the process or its child with code 77. */
export function runOffline(folder: string, ...command: string[]): Promise<Outcome> {
  const env = { ...bareEnvironment(folder), NODE_OPTIONS: `--import=${guard}` }
  return outcomeOf(run(process.execPath, command, { cwd: folder, env }))
}

const outcomeOf = (running: Promise<{ stdout: string; stderr: string }>): Promise<Outcome> =>
  running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

export const bareEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  USERPROFILE: home,
  ...Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map(name => [name, dead])),
  npm_config_registry: `${dead}/`,
  npm_config_update_notifier: 'false',
})

const dead = 'http://127.0.0.1:9'
