import { createHash } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Secret } from './domain/keyring.ts'
import type { Secrets } from './installation.ts'

/** As infra/bodies.yml has it generated: 64 letters and digits, 381 bits. */
type Stored = { current?: unknown; other?: unknown }

const textLengthMin = 43
const timeoutMs = 2000

export type SecretWish = {
  id: string
  region: string
  /** Another address than the region's. */
  endpoint?: string | undefined
}

/**
 * The installation secret of a stack, read once at start. Rejects with an Error that names the secret where it cannot be
 * read or is not what the stack makes.
 */
export async function stackSecrets(wish: SecretWish): Promise<Secrets> {
  try {
    return parseSecrets(await readText(wish))
  } catch (error) {
    throw new Error(`The secret ${wish.id} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

async function readText({ id, region, endpoint }: SecretWish): Promise<string> {
  const timeouts = { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, socketTimeout: timeoutMs }
  const requestHandler = new NodeHttpHandler({ ...timeouts, throwOnRequestTimeout: true })
  const client = new SecretsManagerClient({ region, requestHandler, ...(endpoint !== undefined && { endpoint }) })
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString ?? ''
  } finally {
    client.destroy()
  }
}

/** `{"current": TEXT, "other": TEXT}`, the second one if there is one: the one that signs comes first. */
function parseSecrets(text: string): Secrets {
  const { current, other } = parseJson(text)
  const [first, ...others] = [current, other].filter(one => one !== undefined).map(toSecret)
  if (current === undefined) throw new Error('it has to hold {"current": TEXT}')
  return [first!, ...others]
}

/** What JSON.parse says of a text that is none would quote it, and this text is secret. */
function parseJson(text: string): Stored {
  try {
    return Object(JSON.parse(text)) as Stored
  } catch {
    throw new Error('it is not JSON')
  }
}

/** The text is what a person can copy; the key and its id come out of it. */
function toSecret(text: unknown): Secret {
  if (typeof text !== 'string' || text.length < textLengthMin)
    throw new Error(`each text in it has to be at least ${textLengthMin} characters long, drawn at random`)
  const hash = createHash('sha512').update(text).digest()
  return { id: hash.toString('hex', 0, 4), secret: hash.subarray(32) }
}
