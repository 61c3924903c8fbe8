import type { HttpEvent, HttpResult } from '../lib/http/event.ts'

/** Of many messages only so many are named: the others are found by the request. */
const idsMax = 3
/** More of a request or an answer is not looked through for the sake of a line. */
const charactersMax = 100_000

const inPath = /\/queues\/([^/]+)/
const inBody = /"QueueUrl":"[^"]*?([^"/]+)"|(?:^|&)QueueUrl=[^&]*?([^&/%]+)(?=&|$)/
// Within JSON and XML that are well formed nothing that a message says looks like this: there its quotes and brackets are escaped.
const id = /"(?:id|MessageId)":"([\da-f-]{36})"|<MessageId>([\dA-Fa-f-]{32,36})</g

/** What a line says of a request and, where there is one, of its answer: which request, which queue, which messages. */
export function logFields(event: HttpEvent, result?: HttpResult): Record<string, unknown> {
  const { requestContext, rawPath } = event
  const { http, requestId } = requestContext
  const queue = queueOf(event)
  const ids = idsIn(result)
  return {
    requestId,
    method: http.method,
    path: rawPath,
    ...(queue !== undefined && { queue }),
    ...(ids.length > 0 && { messageIds: ids.slice(0, idsMax), messages: ids.length }),
  }
}

function queueOf({ rawPath, body, isBase64Encoded }: HttpEvent): string | undefined {
  const named = inPath.exec(rawPath)?.[1]
  if (named !== undefined || body === undefined || body.length > charactersMax) return named
  const found = inBody.exec(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body)
  return found?.[1] ?? found?.[2]
}

function idsIn(result: HttpResult | undefined): string[] {
  const { body = '', isBase64Encoded = false } = result ?? {}
  if (isBase64Encoded || body.length > charactersMax) return []
  return [...new Set([...body.matchAll(id)].map(found => (found[1] ?? found[2])!))]
}
