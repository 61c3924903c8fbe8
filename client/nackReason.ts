const reasonBytesMax = 256

/** The words of whatever a handler threw, cut to the 256 bytes that a nack carries, never inside a letter. */
export function nackReason(thrown: unknown): string {
  const text = (thrown instanceof Error && thrown.message) || String(thrown)
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= reasonBytesMax) return text
  return new TextDecoder().decode(bytes.subarray(0, letterStart(bytes, reasonBytesMax)))
}

/** The last place up to `at` where a letter begins: UTF-8's continuation bytes are 10xxxxxx. */
function letterStart(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && (bytes[start]! & 0xc0) === 0x80) start -= 1
  return start
}
