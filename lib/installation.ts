import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Secret } from './domain/keyring.ts'
import type { Random } from './domain/random.ts'

export type Secrets = readonly [Secret, ...Secret[]]

const secretBytes = 32
const idBytes = 4
const generationsMax = 2

/** Receipts begin with the id, as base64url: below 0x80 they never begin with a hyphen, which a command line takes for a flag. */
export const newSecret = (random: Random): Secret => ({
  id: Buffer.from(random.bytes(idBytes).map((byte, at) => (at === 0 ? byte & 0x7f : byte))).toString('hex'),
  secret: random.bytes(secretBytes).slice(),
})

export const secretPath = (folder: string): string => join(folder, 'secret.json')

/**
 * The installation secret of a data folder, made on first use in a file that only its owner may read (0600). It may
 * hold two generations, the one that signs first. Throws an Error naming the file when it is not what we write.
 */
export function folderSecrets(folder: string, random: Random): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = secretPath(folder)
  return readSecrets(path) ?? makeSecrets(path, random)
}

type Stored = { secrets: { id: string; secret: string }[] }

function readSecrets(path: string): Secrets | undefined {
  try {
    return parseSecrets(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

function parseSecrets(text: string): Secrets {
  const { secrets } = JSON.parse(text) as Stored
  const isList = Array.isArray(secrets) && secrets.length >= 1 && secrets.length <= generationsMax
  if (!isList) throw new Error('it has to hold one or two secrets')
  return secrets.map(parseSecret) as unknown as Secrets
}

function parseSecret({ id, secret }: Stored['secrets'][number]): Secret {
  const bytes = Buffer.from(String(secret), 'base64')
  if (!/^[0-9a-f]{8}$/.test(id) || bytes.length !== secretBytes)
    throw new Error('a secret is an id of 8 hex digits and 32 bytes in base64')
  return { id, secret: bytes }
}

/** A half-written file is never seen under its name. Whoever has the folder's store open is the only one to come here. */
function makeSecrets(path: string, random: Random): Secrets {
  const { id, secret } = newSecret(random)
  const stored: Stored = { secrets: [{ id, secret: Buffer.from(secret).toString('base64') }] }
  const draft = `${path}.draft`
  rmSync(draft, { force: true })
  writeFileSync(draft, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(draft, path)
  return [{ id, secret }]
}
