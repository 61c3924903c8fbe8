import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Heard = { status: number; headers: Record<string, string>; body: string }

/** One raw connection: says what it is told, byte for byte, and hears answers one by one. */
export class Wire {
  readonly socket: Socket
  #heard = Buffer.alloc(0)
  #ended = false
  #changed = Promise.withResolvers<void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', chunk => {
      this.#heard = Buffer.concat([this.#heard, chunk])
      this.#change()
    })
    for (const event of ['end', 'close'])
      socket.on(event, () => {
        this.#ended = true
        this.#change()
      })
    socket.on('error', () => {}) // a reset is a way to be closed
  }

  say(text: string | Uint8Array): this {
    this.socket.write(text)
    return this
  }

  /** The next answer. Rejects with what came instead when the connection closes before it is whole. */
  async hear({ hasBody = true } = {}): Promise<Heard> {
    for (;;) {
      const answer = this.#take(hasBody)
      if (answer !== undefined) return answer
      if (this.#ended) throw new Error(`closed after ${JSON.stringify(this.#heard.toString('latin1'))}`)
      await this.#changed.promise
    }
  }

  /** Resolves with what was heard and not taken when the other side closes. */
  async closed(): Promise<string> {
    while (!this.#ended) await this.#changed.promise
    return this.#heard.toString('latin1')
  }

  #change(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  #take(hasBody: boolean): Heard | undefined {
    const headEnd = this.#heard.indexOf('\r\n\r\n')
    if (headEnd < 0) return undefined
    const [first, ...lines] = this.#heard.toString('latin1', 0, headEnd).split('\r\n')
    const headers = Object.fromEntries(lines.map(toHeader))
    const end = headEnd + 4 + (hasBody ? Number(headers['content-length'] ?? 0) : 0)
    if (this.#heard.length < end) return undefined
    const body = this.#heard.toString('utf8', headEnd + 4, end)
    this.#heard = this.#heard.subarray(end)
    return { status: Number(first!.split(' ')[1]), headers, body }
  }
}

const toHeader = (line: string): [string, string] => {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

/** A connection that is cut when the test ends. */
export async function wireTo(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return new Wire(socket)
}

type RequestWish = { method?: string; headers?: Record<string, string>; body?: string }

/** A whole request as text, with the length of its body. */
export function aRequest(target = '/', { method = 'GET', headers = {}, body }: RequestWish = {}): string {
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
  const lines = Object.entries({ host: 'localhost', ...length, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body ?? ''}`
}
