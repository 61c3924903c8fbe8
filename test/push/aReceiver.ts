import { verify, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Received = { path: string; raw: string[]; headers: IncomingMessage['headers']; body: string }

/** An HTTP endpoint on this machine that keeps what it gets, and answers as and when it is told. */
export async function aReceiver(statusOf: () => number | Promise<number> = () => 204) {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk as Buffer)
    const { url: path = '', headers, rawHeaders: raw } = asked
    received.push({ path, headers, raw, body: Buffer.concat(chunks).toString() })
    const status = statusOf()
    for (const wake of waiting.splice(0)) wake()
    answer.writeHead(await status).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  /** Resolves once so many have come. */
  const got = async (count: number): Promise<Received[]> => {
    while (received.length < count) await new Promise<void>(resolve => waiting.push(resolve))
    return received
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, got }
}

/** As the receivers of MNS check a push: with the certificate that its own headers name. */
export async function isAuthentic({ path, headers }: Received): Promise<boolean> {
  const url = Buffer.from(String(headers['x-mns-signing-cert-url']), 'base64').toString()
  const pem = await (await fetch(url)).text()
  const ours = Object.keys(headers).filter(name => name.startsWith('x-mns-'))
  const lines = ours.sort().map(name => `${name}:${headers[name]}\n`)
  const text = `POST\n${headers['content-md5']}\n${headers['content-type']}\n${headers.date}\n${lines.join('')}${path}`
  const signature = Buffer.from(String(headers.authorization), 'base64')
  return verify('sha1', Buffer.from(text), new X509Certificate(pem).publicKey, signature)
}
