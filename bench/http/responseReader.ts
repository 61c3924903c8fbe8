export type Answer = { status: number; body: string }

const headEnd = '\r\n\r\n'
const lengthLine = /\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n|$)/i
const nothing = Buffer.alloc(0)

/**
 * Puts together one answer at a time from what a socket delivers: as little of HTTP/1.1 as a closed loop against a
 * known server takes. Bodies need a content-length, and come out as latin1, which costs no decoding.
 */
export class ResponseReader {
  #pending: Buffer = nothing

  /** The answer that this chunk completes, if it does. Throws an Error on anything but answers of known length. */
  take(chunk: Buffer): Answer | undefined {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const headBytes = bytes.indexOf(headEnd)
    const head = headBytes < 0 ? undefined : bytes.toString('latin1', 0, headBytes)
    const wholeBytes = head === undefined ? Number.POSITIVE_INFINITY : headBytes + headEnd.length + bodyBytes(head)
    if (bytes.length > wholeBytes) throw new Error('The server sent more than one answer to one request')
    this.#pending = bytes.length < wholeBytes ? bytes : nothing
    if (bytes.length < wholeBytes) return undefined
    return { status: statusOf(head!), body: bytes.toString('latin1', headBytes + headEnd.length, wholeBytes) }
  }
}

function bodyBytes(head: string): number {
  const length = lengthLine.exec(head)
  if (length !== null) return Number(length[1])
  if (statusOf(head) === 204) return 0
  throw new Error(`An answer without a content-length: ${JSON.stringify(head)}`)
}

function statusOf(head: string): number {
  if (!/^HTTP\/1\.1 \d{3}/.test(head)) throw new Error(`Not an HTTP/1.1 answer: ${JSON.stringify(head.slice(0, 80))}`)
  return Number(head.slice(9, 12))
}
