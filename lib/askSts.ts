import type { AskSts } from './identity/roleExchange.ts'

const timeoutMs = 5000
// Its answer has some 500 bytes.
const answerBytesMax = 65_536

/** STS itself, over TLS. A redirect is an error: who signed is said by the host that was asked, or by nobody. */
export const askSts: AskSts = async ({ url, headers, body }) => {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal })
  return { status: response.status, body: await textOf(response) }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > answerBytesMax) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
