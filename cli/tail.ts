/** Keeps the last bytes of a stream, so that a command that writes for hours costs no memory. */
export class Tail {
  readonly #bytesMax: number
  #bytes: Buffer = Buffer.alloc(0)

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  add(chunk: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-this.#bytesMax)
  }

  /** The last `bytesMax` bytes as text, trimmed; a letter that was cut at the front is left out. */
  text(bytesMax: number): string {
    const last = this.#bytes.subarray(-bytesMax)
    return last.subarray(letterStart(last)).toString().trim()
  }
}

/** UTF-8's continuation bytes are 10xxxxxx, at most three in a row. */
function letterStart(bytes: Uint8Array): number {
  let start = 0
  while (start < 3 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start += 1
  return start
}
