import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

async function serving(answer: RequestListener) {
  const server = createServer(answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** Secrets Manager with one secret of the form that the stack has generated. */
export async function aSecretsManager(id: string) {
  const asked: unknown[] = []
  const served = await serving(async (request, response) => {
    const { SecretId } = JSON.parse(String(await buffer(request)))
    asked.push(SecretId)
    const isKnown = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' && SecretId === id
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
    const secret = { SecretString: JSON.stringify({ current: 'x'.repeat(64) }) }
    response.end(JSON.stringify(isKnown ? secret : { __type: 'ResourceNotFoundException' }))
  })
  return { ...served, asked }
}

/** S3, as far as bodies go. `keys` are those of what was put. */
export async function aBucket() {
  const kept = new Map<string, Buffer>()
  const served = await serving(async (request, response) => {
    const key = request.url!.split('?')[0]!
    const body = await buffer(request)
    if (request.method === 'PUT') {
      kept.set(key, body)
      return response.end()
    }
    const found = kept.get(key)
    response.writeHead(found === undefined ? 404 : 200)
    response.end(found ?? '<Error><Code>NoSuchKey</Code></Error>')
  })
  return { ...served, keys: () => [...kept.keys()] }
}

/** Lambda, as far as it invokes one function and waits for what it answers. `called` are the events. */
export async function aLambda<Event>(arn: string, handler: (event: Event) => Promise<unknown>) {
  const called: Event[] = []
  const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`
  const served = await serving(async (request, response) => {
    const event = JSON.parse(String(await buffer(request)))
    if (request.method !== 'POST' || request.url !== path) return response.writeHead(404).end('{}')
    called.push(event)
    response.end(JSON.stringify(await handler(event)))
  })
  return { ...served, called }
}
