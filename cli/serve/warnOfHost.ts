import type { Settings } from '../../lib/config.ts'

/**
 * A line for whoever listens on all addresses at once without saying which of them others use; undefined where there is none to say.
 * Queues are named by the address that a request came to, but nobody asks for a push, so that can name only what it was started with.
 */
export function warningOfHost(
  { host, publicUrl }: Pick<Settings, 'host' | 'publicUrl'>,
  url: string,
): string | undefined {
  if (publicUrl !== undefined || !isEverywhere(host)) return undefined
  return `without --public-url, pushes say that their certificate is at ${url}, where nobody else finds it: name the address that others use`
}

// In any spelling: 0, 0x0.0 and 0::0 are the same.
const isEverywhere = (host: string): boolean =>
  ['0.0.0.0', '[::]'].includes(URL.parse(`http://${host.includes(':') ? `[${host}]` : host}`)?.hostname ?? '')
