import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { AwsDynamo } from '../../lib/store/dynamo/awsDynamo.ts'
import { makeClient } from '../../lib/store/dynamo/client.ts'
import { type Tables, tableDefinition } from '../../lib/store/dynamo/tables.ts'

const startMsMax = 30_000
const pauseMs = 20
const where = { region: 'eu-central-1', credentials: 'local', timeoutMs: startMsMax } as const

/** A DynamoDB on this machine, with its data in memory. */
export type Emulator = {
  endpoint: string
  /** The port to it. Its time-out is long: what is slow here is the machine. */
  dynamo: AwsDynamo
  /** Makes both tables, empty. Without a time to live: a test's clock may be years behind the emulator's. */
  createTables(tables: Tables): Promise<void>
  stop(): Promise<void>
}

/** Starts a program that serves DynamoDB on the port it is given. Rejects with what it said if it ends instead. */
export async function startEmulator(command: string, argumentsFor: (port: number) => string[]): Promise<Emulator> {
  const port = await findFreePort()
  const child = spawn(command, argumentsFor(port), { stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  await untilListening(child, port)
  const endpoint = `http://127.0.0.1:${port}`
  const dynamo = new AwsDynamo({ ...where, endpoint })
  const stop = async () => {
    process.off('exit', kill)
    dynamo.close()
    await end(child)
  }
  return { endpoint, dynamo, createTables: tables => createTables(endpoint, tables), stop }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let said = ''
  let failure: Error | undefined
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', text => (said += text))
  child.once('error', error => (failure = error))
  const untilMs = Date.now() + startMsMax
  while (!(await isListening(port))) {
    if (failure !== undefined) throw failure
    if (child.exitCode !== null || Date.now() > untilMs) throw new Error(`${child.spawnfile} does not serve: ${said}`)
    await pause(pauseMs)
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  const heard = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return heard
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function createTables(endpoint: string, tables: Tables): Promise<void> {
  const client = makeClient({ ...where, endpoint, attempts: 3 })
  for (const name of Object.values(tables)) await client.send(new CreateTableCommand(tableDefinition(name)))
  client.destroy()
}
