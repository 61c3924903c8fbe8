/** One line of the input without its end; `endByte` is how far into the input it reaches, the end included. */
export type Line = { number: number; bytes: Uint8Array; endByte: number }

const newline = 0x0a
const carriageReturn = 0x0d

/**
 * Splits a stream at newlines, and at nothing else: bytes that are no UTF-8 and Unicode's own line ends stay in. A
 * last line without a newline counts, an empty rest after the last newline does not.
 */
export async function* readLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line, void> {
  let rest: Uint8Array = Buffer.alloc(0)
  let number = 0
  let endByte = 0
  for await (const chunk of input) {
    const bytes = Buffer.concat([rest, typeof chunk === 'string' ? Buffer.from(chunk) : chunk])
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      endByte += end + 1 - start
      yield { number: ++number, bytes: withoutReturn(bytes.subarray(start, end)), endByte }
      start = end + 1
    }
    rest = bytes.subarray(start)
  }
  if (rest.length > 0) yield { number: ++number, bytes: withoutReturn(rest), endByte: endByte + rest.length }
}

const withoutReturn = (line: Uint8Array): Uint8Array => (line.at(-1) === carriageReturn ? line.subarray(0, -1) : line)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text where the bytes are UTF-8, else the bytes themselves. */
export function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes
  }
}
