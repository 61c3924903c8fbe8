// What both clients of MNS need: who they are, names that nobody has yet, and a web server that gets what topics push.
import { createHash, createVerify, randomUUID, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

export const endpoint = process.env.SLUICE_ENDPOINT
export const key = { id: process.env.SLUICE_ACCESS_KEY_ID, secret: process.env.SLUICE_SECRET_ACCESS_KEY }
export const aName = prefix => `${prefix}-${randomUUID()}`
export const md5 = text => createHash('md5').update(text).digest('hex').toUpperCase()

/** Answers 204 to whatever comes, and keeps it. */
export async function aReceiver() {
  const arrived = []
  const waiting = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const push = { request, body: Buffer.concat(chunks).toString() }
    response.writeHead(204).end()
    const waiter = waiting.shift()
    if (waiter) waiter(push)
    else arrived.push(push)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    next: async () => arrived.shift() ?? (await new Promise(resolve => waiting.push(resolve))),
    close: () => server.close().closeAllConnections(),
  }
}

/** As the documentation of MNS tells receivers to check: over what arrived, with the certificate that it names. */
export async function isSigned({ method, url, headers }) {
  const ours = Object.keys(headers).filter(name => name.startsWith('x-mns-'))
  const lines = ours.sort().map(name => `${name}:${headers[name]}\n`)
  const { 'content-md5': digest, 'content-type': type, date, authorization } = headers
  const text = `${method}\n${digest}\n${type}\n${date}\n${lines.join('')}${url}`
  const address = Buffer.from(headers['x-mns-signing-cert-url'], 'base64').toString()
  const { publicKey } = new X509Certificate(await (await fetch(address)).text())
  return createVerify('RSA-SHA1').update(text).verify(publicKey, authorization, 'base64')
}
