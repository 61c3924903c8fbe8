/** Headers beside host and content-length, which every request gets. */
export type Headers = Readonly<Record<string, string>>

/** A whole request as the bytes that go to the socket, made once and sent many times. */
export function toRequest(method: string, path: string, headers: Headers, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}`
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
