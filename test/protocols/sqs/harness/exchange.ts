import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'

/** A request as it goes over the wire. */
export type Sent = {
  method?: string
  /** With the query, as it is sent. */
  target?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Closes the connection. */
  signal?: AbortSignal | undefined
}

/** An answer as it came, names of headers in lower case. */
export type Heard = { status: number; headers: Record<string, string>; body: string }

export type Exchange = (sent: Sent) => Promise<Heard>

const agent = new Agent({ keepAlive: true })

/** Speaks to one address, over connections that are kept. */
export const exchangeWith =
  (origin: string): Exchange =>
  async ({ method = 'POST', target = '/', headers = {}, body, signal }) => {
    const call = request(origin, { method, path: target, headers, agent, ...(signal && { signal }) })
    call.end(body)
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    return {
      status: answer.statusCode!,
      headers: answer.headers as Record<string, string>,
      body: Buffer.concat(await answer.toArray()).toString('utf8'),
    }
  }
