/** A fresh Idempotency-Key: 128 random bits as 32 hex digits. Needs no secure context, unlike `randomUUID`. */
export const newRequestKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
