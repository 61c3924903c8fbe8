import type { SignedIdentity } from '../client/index.ts'

export type IdentityWish = {
  /** Whose STS is to be asked. */
  region: string
  /** The public URL of the server: the signature is good for it alone. */
  audience: string
}

/** Signs the question who we are with the credentials that the SDK of AWS finds. Rejects where it finds none. */
export async function signIdentity({ region, audience }: IdentityWish): Promise<SignedIdentity> {
  // A client of the SDK knows where credentials come from; nothing is sent with it.
  const [{ SQSClient }, { SignatureV4 }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('@smithy/signature-v4'),
  ])
  const { config } = new SQSClient({ region })
  const signer = new SignatureV4({ service: 'sts', region, credentials: config.credentials, sha256: config.sha256 })
  const host = hostOf(region)
  const body = 'Action=GetCallerIdentity&Version=2011-06-15'
  const type = 'application/x-www-form-urlencoded; charset=utf-8'
  const headers = { host, 'content-type': type, 'x-sluice-audience': audience }
  const request = { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers, body }
  const signed = await signer.sign(request)
  return { method: 'POST', url: `https://${host}/`, headers: signed.headers, body }
}

const hostOf = (region: string): string => `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
