import type { IncomingMessage } from 'node:http'

/** The length that the headers announce: 0 when there is no body, NaN when it will only be known at its end. */
export function announcedBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return Number.NaN
  return Number(headers['content-length'] ?? 0)
}

/**
 * Reads a whole body, counting as it comes: calls `whole` at its end, or `tooLarge` as soon as it is longer than
 * `bytesMax`, and neither when the connection closes before. What comes after `tooLarge` is thrown away.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  whole: (body: Buffer | undefined) => void,
  tooLarge: () => void,
): void {
  let chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    const fitted = bytes <= bytesMax
    bytes += chunk.length
    if (bytes <= bytesMax) chunks.push(chunk)
    else if (fitted) {
      chunks = []
      tooLarge()
    }
  })
  request.on('end', () => {
    if (bytes <= bytesMax) whole(chunks.length < 2 ? chunks[0] : Buffer.concat(chunks, bytes))
  })
}
