import { connect, type Socket } from 'node:net'
import { type Answer, ResponseReader } from './responseReader.ts'

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

/** One keep-alive connection to this machine, with one call at a time. */
export class Connection {
  readonly #socket: Socket
  readonly #reader = new ResponseReader()
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', chunk => this.#take(chunk))
    socket.on('error', error => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection')))
  }

  /** Rejects when nobody listens on the port. */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Connection(socket.off('error', reject))))
    })
  }

  /** Sends the request as it is. Rejects when the connection ends before the answer does. */
  call(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    try {
      const answer = this.#reader.take(chunk)
      if (answer !== undefined) this.#waiting?.resolve(answer)
    } catch (error) {
      this.#fail(error as Error)
      this.close()
    }
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}

/** Opens so many connections, hands them to the work, and closes them however it ends. */
export async function withConnections<T>(
  port: number,
  count: number,
  work: (all: Connection[]) => Promise<T>,
): Promise<T> {
  const all = await Promise.all(Array.from({ length: count }, () => Connection.open(port)))
  try {
    return await work(all)
  } finally {
    for (const connection of all) connection.close()
  }
}
