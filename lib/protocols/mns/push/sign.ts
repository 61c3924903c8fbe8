import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

export type Signable = {
  path: string
  /** Names in any case. */
  headers: Readonly<Record<string, string>>
}

/** What the signature of a push is of (reference, 5.6). */
export function stringToSign({ path, headers }: Signable): string {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const ours = [...byName.keys()].filter(name => name.startsWith('x-mns-')).sort()
  const lines = ours.map(name => `${name}:${byName.get(name)}\n`)
  const [sum, type, date] = ['content-md5', 'content-type', 'date'].map(name => byName.get(name) ?? '')
  return `POST\n${sum}\n${type}\n${date}\n${lines.join('')}${path}`
}

const signInThreads = promisify(
  (text: Buffer, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    sign('sha1', text, key, done),
)

/** Base64 of its RSA signature with SHA-1: what every receiver of MNS checks, and nothing else. */
export async function signatureOf(signable: Signable, key: KeyObject): Promise<string> {
  const signature = await signInThreads(Buffer.from(stringToSign(signable)), key)
  return signature.toString('base64')
}

/** The key out of PKCS #8. */
export const toKey = (key: Buffer): KeyObject => createPrivateKey({ key, format: 'der', type: 'pkcs8' })
