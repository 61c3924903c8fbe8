import { type Server, serve } from '../../cli/serve/server.ts'
import { type Flags, readSettings } from '../../lib/config.ts'
import type { Access, Protocol } from './suite.ts'

/** With auth on every signature of a client is checked; what topics push goes to receivers of this machine. */
const settings: Record<Protocol, Flags> = {
  sqs: {},
  mns: { auth: 'on', pushAllow: '127.0.0.0/8' },
}

const anyKey = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret' }

/** A server in memory for each protocol that is spoken, started when its first suite is. */
export class Servers {
  readonly #running = new Map<Protocol, Server>()

  async of(protocol: Protocol): Promise<Access> {
    const server = this.#running.get(protocol) ?? (await this.#start(protocol))
    return { url: server.url, key: server.firstKey ?? anyKey }
  }

  async #start(protocol: Protocol): Promise<Server> {
    const server = await serve(readSettings({ port: '0', store: 'memory', ...settings[protocol] }, {}))
    this.#running.set(protocol, server)
    return server
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map(server => server.stop()))
  }
}
