import type { Duplex } from 'node:stream'

type HttpError = Error & { code?: string }

const answers: Record<string, [status: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are larger than 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Content Too Large', 'The chunk extensions are larger than 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come in whole in time.'],
}

/**
 * Answers what is not HTTP, or not in time, as far as anybody is there to be told, and closes the connection. With
 * answers outstanding there is no telling whose this one would be taken for: then it only closes.
 */
export function endBroken(error: HttpError, socket: Duplex, answersOutstanding: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable || answersOutstanding) {
    socket.destroy()
    return
  }
  const [status, detail] = answers[error.code ?? ''] ?? ['400 Bad Request', 'The request is not valid HTTP/1.1.']
  const head = `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\ncontent-length: ${detail.length + 1}\r\n`
  socket.end(`${head}connection: close\r\n\r\n${detail}\n`, () => socket.destroy())
}
