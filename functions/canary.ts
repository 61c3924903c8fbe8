import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { sendCanary } from '../lib/push/canary.ts'
import { makeMeasures } from './measures.ts'

const healthMsMax = 5_000

/** How the front door is asked; another way than `fetch` is for tests. */
export type Ask = (url: string, signal: AbortSignal) => Promise<{ ok: boolean; status: number }>

/**
 * Once a minute: asks the public address how it is (CanaryHealth, 1 or 0), and sends a message on the way of all that is
 * pushed, whose arrival `dispatch` measures. A message that cannot be sent is a failure of the function.
 */
export function makeHandler(app: App, ask: Ask = (url, signal) => fetch(url, { signal })) {
  const measures = makeMeasures<'CanaryHealth' | 'CanaryHealthLatency'>(app, 'canary')
  const checkHealth = async (): Promise<void> => {
    const startMs = app.wall.nowMs()
    measures.add('CanaryHealth', (await isHealthy(app, ask)) ? 1 : 0)
    measures.largest('CanaryHealthLatency', app.wall.nowMs() - startMs)
    measures.publishNow()
  }
  return middy(async (): Promise<void> => {
    const [, sent] = await Promise.allSettled([checkHealth(), sendCanary(app.services)])
    if (sent.status === 'rejected') throw sent.reason
  })
}

async function isHealthy({ site, log, wall }: App, ask: Ask): Promise<boolean> {
  const url = `${site.publicUrl}/health`
  const ending = new AbortController()
  const cancel = wall.wakeAt(wall.nowMs() + healthMsMax, () => ending.abort(new Error('no answer in time')))
  try {
    const { ok, status } = await ask(url, ending.signal)
    if (!ok) log.error('the front door is not well', { url, status })
    return ok
  } catch (error) {
    log.error('the front door is not well', { url, error: error as Error })
    return false
  } finally {
    cancel()
  }
}
