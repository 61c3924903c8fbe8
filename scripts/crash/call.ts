const timeoutMs = 20_000

/** One call of the native API. Rejects when the server dies before it has answered; throws on any refusal. */
export async function call<Reply>(url: string, path: string, body?: object, method = 'POST'): Promise<Reply> {
  const response = await fetch(`${url}/v1/queues/crash${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Refusal(`${method} ${path} answered ${response.status}: ${text}`)
  return JSON.parse(text) as Reply
}

/** An answer that nobody expects here: not the work of a kill, so it ends the run. */
export class Refusal extends Error {}
