import { isIP } from 'node:net'
import { functionFor } from '../../functions/routes.ts'
import type { Handler, HttpEvent } from '../../lib/http/event.ts'
import type { Refuse } from './refusals.ts'

export type StrangerRules = {
  /** Host names that callers may use beside IP addresses and localhost. */
  hostNames: readonly string[]
  refuse: Refuse
}

/**
 * With auth off whoever reaches the port may do anything, and a page open in this machine's browser reaches it too. So
 * two kinds of requests are refused: those that another site's page sends (browsers name it in Origin, and tell in Sec-Fetch-Site
 * or Referer where an image or a link came from, whose address may be all that SQS needs to delete a queue), and those by a
 * host name that is not ours, which a page may have pointed here (DNS rebinding). Other programs send none of these.
 */
export function refuseStrangers(handle: Handler, rules: StrangerRules): Handler {
  const isOurs = hostCheck(rules)
  const refused = async (event: HttpEvent, detail: string) => rules.refuse(event, 'stranger', detail.slice(0, 300))
  return (event, context) => {
    const { host, origin } = event.headers
    if (host !== undefined && !isOurs(host) && !isOfService(event, host))
      return refused(event, `The host name ${host} is not one of this server.`)
    if (origin !== undefined && !isSameOrigin(origin, host))
      return refused(event, `Pages of ${origin} may not call this server.`)
    if (event.rawQueryString !== '' && isForeign(event.headers))
      return refused(event, 'Pages of other sites may not call this server.')
    return handle(event, context)
  }
}

/** What a page has a browser fetch by its address alone comes without Origin. Pages to be read have no query. */
function isForeign({ host, referer, 'sec-fetch-site': site }: HttpEvent['headers']): boolean {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return referer !== undefined && !isSameOrigin(referer, host)
}

// The service's own names, which nobody else can point anywhere.
const serviceHost = /^[a-z0-9-]+\.mns\.[a-z0-9-]+\.aliyuncs\.com$/

/** A client of MNS that comes by way of HTTP_PROXY still names the host of the service: its requests alone may. */
const isOfService = ({ requestContext: { http }, rawPath, headers }: HttpEvent, host: string): boolean =>
  serviceHost.test(nameOf(host)) && functionFor(http.method, rawPath, headers) === 'mns'

const nameOf = (host: string): string => URL.parse(`http://${host}`)?.hostname.replace(/^\[|\]$/g, '') ?? ''

/** Remembers the last good one: nearly every caller uses the same. */
function hostCheck({ hostNames }: StrangerRules): (host: string) => boolean {
  const names = new Set(['localhost', ...hostNames.map(name => name.toLowerCase())])
  let known = ''
  return host => {
    if (host === known) return true
    const name = nameOf(host)
    const good = isIP(name) > 0 || names.has(name) || name.endsWith('.localhost')
    if (good) known = host
    return good
  }
}

const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  host !== undefined && URL.parse(origin)?.host === URL.parse(`http://${host}`)?.host
