import { isIP } from 'node:net'
import { Problem } from '../domain/problem.ts'
import type { Services } from './services.ts'

/**
 * Throws EndpointRefused for an address to which nothing is pushed. Who names an address gets to know at once; what a name
 * stands for may change, so that is judged at each push. However the address is spelled (0x7f.1, 2130706433), the URL has
 * it in its plain form.
 */
export async function checkAddress({ mayPush }: Services, url: string): Promise<void> {
  const address = URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? ''
  if (mayPush === undefined || isIP(address) === 0 || (await mayPush(address))) return
  const detail = `The endpoint is at the address ${address}, to which nothing is pushed: the setting --push-allow (SLUICE_PUSH_ALLOW) has to name it.`
  throw new Problem('EndpointRefused', { detail })
}
