// Newer engines bring these; older ones get by with btoa and atob.
type Base64Bytes = Uint8Array & { toBase64?: () => string }
type Base64Class = typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array }

/** Text is passed on in pieces: an engine takes only so many arguments in one call. */
const pieceBytes = 8_192

export function toBase64(bytes: Uint8Array): string {
  const { toBase64: builtIn } = bytes as Base64Bytes
  return builtIn ? builtIn.call(bytes) : btoa(binaryText(bytes))
}

function binaryText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    text += String.fromCharCode(...bytes.subarray(at, at + pieceBytes))
  }
  return text
}

/** Throws a SyntaxError (or a DOMException in older engines) where the text is not base64. */
export function fromBase64(text: string): Uint8Array {
  const builtIn = (Uint8Array as Base64Class).fromBase64
  return builtIn ? builtIn.call(Uint8Array, text) : Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
}
