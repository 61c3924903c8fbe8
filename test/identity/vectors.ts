import { createHash } from 'node:crypto'
import { sealSecret } from '../../lib/domain/accessKey.ts'
import { everything } from '../../lib/domain/grants.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { Request } from '../../lib/http/message.ts'
import { CredentialsDesk } from '../../lib/identity/credentials.ts'
import type { Installation } from './anInstallation.ts'
import { account, aRequest } from './anInstallation.ts'

/** The key of AWS's own examples, with which the vectors of the reference were made. */
export const example = {
  id: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  amzDate: '20250115T123456Z',
  dateMs: Date.UTC(2025, 0, 15, 12, 34, 56),
}

/** A desk that knows the example's key, whose id is none of ours. */
export function exampleDesk({ services }: Installation, sessionToken?: string): CredentialsDesk {
  const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32).fill(7) }])
  const desk = new CredentialsDesk({ ...services, keyring }, account)
  const sealedSecret = sealSecret(example.id, example.secret, keyring, services.random)
  const key = { id: example.id, owner: 'example', grants: everything, createdAtMs: 0, sealedSecret }
  const find = desk.find.bind(desk)
  desk.find = async claim =>
    claim.id === example.id && claim.sessionToken === sessionToken
      ? { id: example.id, secret: example.secret, key, expiresAtMs: Number.POSITIVE_INFINITY, sessionToken }
      : find(claim)
  return desk
}

const host = '127.0.0.1:9324'
const authorization = (signedHeaders: string, signature: string): string =>
  `AWS4-HMAC-SHA256 Credential=${example.id}/20250115/us-east-1/sqs/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`

const jsonBody = '{"QueueUrl":"http://127.0.0.1:9324/123456789012/q1","MessageBody":"hello"}'
const formBody =
  'Action=SendMessage&MessageBody=hello%20w%C3%B6rld&QueueUrl=http%3A%2F%2F127.0.0.1%3A9324%2F123456789012%2Fq1&Version=2012-11-05'
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const jsonHeaders = {
  host,
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'AmazonSQS.SendMessage',
  'x-amzn-query-mode': 'true',
  'x-amz-date': example.amzDate,
  'x-amz-content-sha256': 'a26b5b96049113f9ede890bacb743ccf3a59c8f35b518be1e1f0f924e5eebe26',
}
const token = 'FwoGZXIvYXdzEXAMPLETOKEN=='

type Vector = { request: Request; canonicalHash: string; sessionToken?: string }

/** As the reference has them: A and B in JSON, the second with a session token, C a form, D a URL. */
export const vectors: Record<'A' | 'B' | 'C' | 'D', Vector> = {
  A: {
    canonicalHash: '997f83218da77b8cc30ba5ca91cb98c7ffca7f3630c9d3bda0739e5d443f54be',
    request: aRequest({
      body: jsonBody,
      headers: {
        ...jsonHeaders,
        authorization: authorization(
          'content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target;x-amzn-query-mode',
          '4941cf3244b37d97d9ed4fb6a43deaadf470bd8eb9e385c6697d8313e87c6695',
        ),
      },
    }),
  },
  B: {
    sessionToken: token,
    canonicalHash: '01a37bdcec9e7e47062d95cc79b4572f60b722bdd76bc87c9411a0e3e578a703',
    request: aRequest({
      body: jsonBody,
      headers: {
        ...jsonHeaders,
        'x-amz-security-token': token,
        authorization: authorization(
          'content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target;x-amzn-query-mode',
          '3bacaa693ff9524236d8dcc5afbd7690087ae000eeb5706a8f7a369231a4b706',
        ),
      },
    }),
  },
  C: {
    canonicalHash: 'c311acfcbf1143a6089dfd58e7286acecfbadddb71afb7dffaee6117684c6d31',
    request: aRequest({
      path: '/123456789012/q1',
      body: formBody,
      headers: {
        host,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-amz-date': example.amzDate,
        authorization: authorization(
          'content-type;host;x-amz-date',
          '427bb27251bf1144f37695ff1fc736fd7e434ba836b44246657ad31553d98607',
        ),
      },
    }),
  },
  D: {
    canonicalHash: 'f8120e3c20eea626b419bb39e500e64c23dfa918f9d66aa7fec81b4291108ca8',
    request: aRequest({
      method: 'GET',
      path: '/123456789012/q1.fifo',
      headers: { host },
      query: new URLSearchParams({
        Action: 'ReceiveMessage',
        MaxNumberOfMessages: '10',
        Version: '2012-11-05',
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${example.id}/20250115/us-east-1/sqs/aws4_request`,
        'X-Amz-Date': example.amzDate,
        'X-Amz-Expires': '60',
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Signature': 'dc2486858eed4211d76e29081d24cabf6b7cbfc950b7693e37083e6a7b1ae961',
      }),
    }),
  },
}
