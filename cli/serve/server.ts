import { type App, makeApp } from '../../lib/app.ts'
import { SettingError, type Settings } from '../../lib/config.ts'
import { limits } from '../../lib/domain/limits.ts'
import type { Handler } from '../../lib/http/event.ts'
import { Door, type Timeouts } from '../../lib/http/node.ts'
import { requestIds } from '../../lib/http/requestIds.ts'
import { type FirstKey, makeFirstKey } from '../../lib/identity/firstKey.ts'
import type { Identity } from '../../lib/wire.ts'
import { makeDispatch } from './dispatch.ts'
import { type Refuse, refusals } from './refusals.ts'
import { refuseStrangers } from './strangers.ts'

/** How long requests under way may take to end once the server stops; waiting polls end at once. */
const graceMs = 10_000

export type Server = {
  /** `http://HOST:PORT`, the host as it was given. */
  url: string
  port: number
  /** Made at this start, as there was no access key yet: to be shown once. */
  firstKey?: FirstKey | undefined
  app: App
  door: Door
  /** Finishes requests under way, answers waiting polls, closes the store. May be called twice. */
  stop(): Promise<void>
}

export type ServeOptions = {
  timeouts?: Partial<Timeouts>
  graceMs?: number
  /** For tests: another way to STS than its own. */
  askSts?: Identity['askSts']
}

/** Starts the local server. Rejects with an Error that says what to do where the port or the folder cannot be used. */
export async function serve(settings: Settings, options: ServeOptions = {}): Promise<Server> {
  const app = await makeApp(settings, options.askSts)
  const door = makeDoor(app, settings, options.timeouts ?? {})
  try {
    const firstKey = settings.auth === 'on' ? await makeFirstKey(app.services) : undefined
    const port = await door.listen(settings.port, settings.host)
    app.where.url ||= `http://${inUrl(settings.host)}:${port}`
    const stop = once(async () => {
      await door.stop(options.graceMs ?? graceMs)
      await app.close()
    })
    return { url: `http://${inUrl(settings.host)}:${port}`, port, firstKey, app, door, stop }
  } catch (error) {
    await app.close()
    throw explained(error, settings)
  }
}

function makeDoor(app: App, settings: Settings, timeouts: Partial<Timeouts>): Door {
  const refuse = refusals(app)
  return new Door({
    handle: guarded(makeDispatch(app), settings, refuse),
    bodyBytesMax: limits.requestBytesMax,
    newRequestId: requestIds(app.random),
    tooLarge: event => refuse(event, 'tooLarge'),
    failed: event => refuse(event, 'failed'),
    timeouts,
  })
}

/** With auth on a page of another site has nothing to show, whoever's browser it is open in. */
const guarded = (handle: Handler, settings: Settings, refuse: Refuse): Handler =>
  settings.auth === 'on' ? handle : refuseStrangers(handle, { hostNames: hostNamesOf(settings), refuse })

const hostNamesOf = ({ publicUrl }: Settings): string[] =>
  publicUrl === undefined ? [] : [new URL(publicUrl).hostname]

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => {
    result ??= work()
    return result
  }
}

function explained(error: unknown, { host, port }: Settings): unknown {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Choose another one with --port, or --port 0 for any free one.`,
    EACCES: `Port ${port} on ${host} may not be used by this user. Choose one above 1023 with --port.`,
    ENOTFOUND: `The host ${host} is not known here.`,
    EADDRNOTAVAIL: `The host ${host} is no address of this machine.`,
  }
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
  return reason === undefined ? error : new SettingError(reason, { cause: error })
}
