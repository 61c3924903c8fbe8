export type Service = 'dynamodb' | 'lambda' | 's3' | 'secretsmanager' | 'sqs'

/** What AWS answers, as it comes: the checks say what they expect. */
export type Answer = Record<string, unknown>

/** Asks AWS for something, by the name of the operation. */
export type Ask = (service: Service, operation: string, input: object) => Promise<Answer>

type Client = { send(command: unknown): Promise<Answer>; destroy(): void }
type Sdk = Record<string, new (input: object) => unknown>

const sdks: Record<Service, [client: string, load: () => Promise<unknown>]> = {
  dynamodb: ['DynamoDBClient', () => import('@aws-sdk/client-dynamodb')],
  lambda: ['LambdaClient', () => import('@aws-sdk/client-lambda')],
  s3: ['S3Client', () => import('@aws-sdk/client-s3')],
  secretsmanager: ['SecretsManagerClient', () => import('@aws-sdk/client-secrets-manager')],
  sqs: ['SQSClient', () => import('@aws-sdk/client-sqs')],
}

/** With the credentials that AWS's own tools find. */
export function askAws(region: string | undefined): Ask {
  const clients = new Map<Service, Promise<{ client: Client; sdk: Sdk }>>()
  const open = async (service: Service) => {
    const [name, load] = sdks[service]
    const sdk = (await load()) as Sdk
    return { sdk, client: new sdk[name]!({ ...(region !== undefined && { region }), maxAttempts: 2 }) as Client }
  }
  return async (service, operation, input) => {
    const opened = clients.get(service) ?? open(service)
    clients.set(service, opened)
    const { client, sdk } = await opened
    return client.send(new sdk[`${operation}Command`]!(input))
  }
}
