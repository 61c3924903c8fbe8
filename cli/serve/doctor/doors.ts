import { type Check, type Finding, fail, ok, warn } from './finding.ts'

/** How an address is asked; another way than `fetch` is for tests. */
export type Get = (url: string) => Promise<{ status: number; date: string | null }>

const timeoutMs = 10_000
/** Signatures may be 15 minutes off, but delays and leases are the clock's own: seconds count. */
const skewMsMax = 5_000

export const getUrl: Get = async url => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  await answer.arrayBuffer()
  return { status: answer.status, date: answer.headers.get('date') }
}

/** The front door, and its clock against ours. */
export const doorChecks = (get: Get, url: string, nowMs: () => number): Check[] => [
  { name: 'health', run: () => checkHealth(get, url) },
  { name: 'clock', run: async () => checkClock((await get(`${url}/health`)).date, nowMs()) },
]

async function checkHealth(get: Get, url: string): Promise<Finding> {
  const { status } = await get(`${url}/health`)
  if (status === 200) return ok(`${url} answers`)
  return fail(`${url}/health answers ${status}`, 'See the log of the function manage, or of the server.')
}

export function checkClock(date: string | null, nowMs: number): Finding {
  const theirsMs = Date.parse(date ?? '')
  if (Number.isNaN(theirsMs)) return warn('it says no date', 'Compare the clocks by hand.')
  // A date is told in whole seconds.
  const offMs = Math.max(0, Math.abs(nowMs - theirsMs - 500) - 500)
  if (offMs <= skewMsMax) return ok(`at most ${Math.ceil(offMs / 1000)} s from ours`)
  return fail(
    `${Math.round(offMs / 1000)} s from ours`,
    'Set the clock of this machine, or of the server: delays and leases go by it.',
  )
}
