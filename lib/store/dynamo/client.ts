import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { fromEnv } from '@aws-sdk/credential-provider-env'
import { NodeHttpHandler } from '@smithy/node-http-handler'

/**
 * Where credentials come from. `environment`: the variables that Lambda sets, and nothing else. `chain`: wherever AWS's
 * own tools find them (variables, profiles, single sign-on). `local`: the variables, else made-up ones, which is what an
 * emulator wants.
 */
export type CredentialSource = 'environment' | 'chain' | 'local'

export type ClientWish = {
  region: string
  /** Another address than the region's. */
  endpoint?: string | undefined
  credentials: CredentialSource
  /** How long to connect, and how long to wait for an answer, may each take. */
  timeoutMs: number
  attempts: number
}

// At home one process serves thousands of callers: more connections than the 50 of the client, which would make the
// others wait in line with their time-out running. A function has 1,024 file descriptors for everything.
const socketsMax = 256

const madeUp = { accessKeyId: 'local', secretAccessKey: 'local' }

const sources: Record<CredentialSource, DynamoDBClientConfig['credentials']> = {
  environment: fromEnv(),
  chain: undefined,
  local: () => fromEnv()().catch(() => madeUp),
}

/**
 * The client of the SDK. What it would look up in files that a function does not have is said here: that is a few
 * milliseconds of every cold start.
 */
export function makeClient({ region, endpoint, credentials, timeoutMs, attempts }: ClientWish): DynamoDBClient {
  const source = sources[credentials]
  return new DynamoDBClient({
    region,
    maxAttempts: attempts,
    retryMode: 'standard',
    accountIdEndpointMode: 'disabled',
    defaultsMode: 'legacy',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    requestHandler: makeRequestHandler(timeoutMs),
    ...(endpoint !== undefined && { endpoint }),
    ...(source !== undefined && { credentials: source }),
  })
}

/** Connections are kept; the socket's own time-out ends an answer that stops in its middle. */
const makeRequestHandler = (timeoutMs: number): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: socketsMax },
    httpsAgent: { keepAlive: true, maxSockets: socketsMax },
  })
