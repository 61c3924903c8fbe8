import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** One call on its way through. */
export type Passing = {
  method: string
  path: string
  body: string
  /** Of a call of SQS: its operation. */
  operation: string | undefined
}

/**
 * How the proxy lies. `answer`, when it returns something, is the answer and the server never hears of the call;
 * `alter` changes what the server answered.
 */
export type Lies = {
  answer?: (call: Passing) => { status: number; body: string } | undefined
  alter?: (call: Passing, body: string) => string
}

/** Stands between a client and the server at `url`. Answers its own address. */
export async function aProxy(url: string, lies: Lies): Promise<string> {
  const proxy = createServer((incoming, outgoing) => void pass(url, lies, incoming, outgoing))
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

async function pass(url: string, lies: Lies, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = '', url: path = '', headers } = incoming
  const operation = headers['x-amz-target']?.toString().replace('AmazonSQS.', '')
  const call = { method, path, body: await text(incoming), operation }
  const lie = lies.answer?.(call)
  if (lie) return void outgoing.writeHead(lie.status, { 'content-type': 'application/json' }).end(lie.body)
  forward(url, call, incoming, outgoing, body => lies.alter?.(call, body) ?? body)
}

function forward(
  url: string,
  { method, path, body }: Passing,
  { headers }: IncomingMessage,
  outgoing: ServerResponse,
  alter: (body: string) => string,
): void {
  const { host, ...others } = headers
  const onward = request(url + path, { method, headers: others }, async answer => {
    const altered = alter((await buffer(answer)).toString())
    const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers
    outgoing.writeHead(answer.statusCode!, rest).end(altered)
  })
  onward.on('error', () => outgoing.destroy())
  outgoing.on('close', () => onward.destroy()) // a caller who hangs up does so all the way
  onward.end(body)
}
