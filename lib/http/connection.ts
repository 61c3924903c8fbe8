import type { Socket } from 'node:net'
import type { CallContext } from './event.ts'

/**
 * One connection, as the context of every call that comes in over it. Its signal is shared by these calls: there is
 * nobody left to wait for any of them once the connection is closed or the server stops.
 */
export class Connection implements CallContext {
  readonly #socket: Socket
  #leaving: AbortController | undefined
  #left = false
  /** Requests whose body is still coming in: 0 or 1. */
  reading = 0
  /** Requests that have come in and are not answered: more than 1 where a caller sends without waiting. */
  answering = 0

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Made when first asked for, once a connection. */
  get signal(): AbortSignal {
    if (this.#leaving === undefined) {
      this.#leaving = new AbortController()
      if (this.#left) this.#leaving.abort()
    }
    return this.#leaving.signal
  }

  /** Nobody waits any more: ends what is being waited for. What is under way goes on. */
  leave(): void {
    this.#left = true
    this.#leaving?.abort()
  }

  /** Closes a connection with nothing left to answer, once what was written has gone out. */
  closeWhenIdle(): void {
    if (this.reading + this.answering === 0) this.#socket.destroySoon()
  }
}
