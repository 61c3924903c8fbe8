import type { VirtualClock } from '../../lib/clock.ts'
import { readSettings } from '../../lib/config.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import type { Store, StoreContext } from '../../lib/store/store.ts'
import { type App, type SiteSettings, wire } from '../../lib/wire.ts'
import { aContext } from '../fixtures.ts'

export const timerQueueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/timers'

export type Line = { level: 'error' | 'warn' | 'info'; message: string; fields: Record<string, unknown> }

type Site = { [Name in keyof SiteSettings]?: SiteSettings[Name] | undefined }

/** An app of a function, over a store of its own, that keeps what it logs. */
export function anApp(given: { site?: Site; context?: StoreContext; store?: Store } = {}) {
  const context = given.context ?? aContext()
  const lines: Line[] = []
  const level = (of: Line['level']) => (message: string, fields: Line['fields']) =>
    void lines.push({ level: of, message, fields })
  const log = { error: level('error'), warn: level('warn'), info: level('info') }
  const app = wire({
    ...context,
    store: given.store ?? new MemoryStore(context),
    secrets: [{ id: '00000001', secret: new Uint8Array(32) }],
    log: log as unknown as App['log'],
    watched: true,
    identity: { auth: 'on', account: '123456789012' },
    site: { ...readSettings({}, {}), timerQueueUrl, publicUrl: 'https://abc.example', ...given.site } as SiteSettings,
  })
  // Where the context is another's, it moves them on itself.
  const [clock, wall] = [app.clock, app.wall] as unknown as [VirtualClock, VirtualClock]
  return { app, lines, clock, wall }
}
