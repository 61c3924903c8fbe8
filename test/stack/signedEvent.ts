import { SignatureV4 } from '@smithy/signature-v4'
import { Sha256 } from '../../lib/identity/sigV4/sha256.ts'
import { signed } from '../protocols/mns/harness/signing.ts'
import { anEvent } from './aFunction.ts'

const host = 'abcdefghij.execute-api.eu-central-1.amazonaws.com'

/** What an HTTP API makes of a request of an SQS client: signed, and with its body in base64, as its type is not known for text. */
export async function anSqsEvent(path: string, operation: string, input: object, token: string): Promise<object> {
  const [accessKeyId = '', secretAccessKey = ''] = token.split('.')
  const credentials = { accessKeyId, secretAccessKey }
  const signer = new SignatureV4({ service: 'sqs', region: 'eu-central-1', credentials, sha256: Sha256 })
  const type = 'application/x-amz-json-1.0'
  const headers = { host, 'content-type': type, 'x-amz-target': `AmazonSQS.${operation}` }
  const body = JSON.stringify(input)
  const signed = await signer.sign({ method: 'POST', protocol: 'https:', hostname: host, path, headers, body })
  const lowered = Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    ...anEvent('POST', path),
    headers: { ...Object.fromEntries(lowered), 'x-forwarded-proto': 'https' },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  }
}

/** What it makes of a request of an MNS client: signed for the target as it was sent, the path decoded. */
export function anMnsEvent(method: string, target: string, token: string, body?: string): object {
  const [id = '', secret = ''] = token.split('.')
  const headers = signed(
    { method, target, headers: {}, ...(body !== undefined && { body }) },
    { id, secret },
    Date.now(),
  )
  const [path = '', query = ''] = target.split('?')
  return {
    ...anEvent(method, decodeURIComponent(path)),
    rawQueryString: query,
    headers: { ...headers, host, 'x-forwarded-proto': 'https' },
    body,
    isBase64Encoded: false,
  }
}
