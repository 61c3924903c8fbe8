import { functionFor } from '../../functions/routes.ts'
import { limits } from '../../lib/domain/limits.ts'
import type { HttpEvent, HttpResult } from '../../lib/http/event.ts'
import type { Reply } from '../../lib/http/message.ts'
import type { ErrorCode } from '../../lib/protocols/mns/errors.ts'
import { refusalReply } from '../../lib/protocols/mns/reply.ts'
import type { Place } from '../../lib/protocols/mns/site.ts'
import { type NativeCode, problemReply } from '../../lib/protocols/native/problems.ts'

/** What can be refused before any protocol has read the request, in the words of two of them. */
const words = {
  tooLarge: { native: 'BodyTooLarge', mns: 'InvalidArgument' },
  stranger: { native: 'Forbidden', mns: 'AccessDenied' },
  failed: { native: 'Internal', mns: 'InternalError' },
} as const satisfies Record<string, { native: NativeCode; mns: ErrorCode }>

export type Refuse = (event: HttpEvent, reason: keyof typeof words, detail?: string) => HttpResult

const tooLarge = `The size of the request should between 0 and ${limits.requestBytesMax} bytes.`

/** Clients of MNS look for XML whatever the status says, and take anything else for an answer that went well. */
export function refusals({ site }: { site: Place }): Refuse {
  return (event, reason, detail) => {
    const { requestId, http } = event.requestContext
    const code = words[reason]
    if (functionFor(http.method, event.rawPath, event.headers) !== 'mns')
      return toResult(problemReply(code.native, requestId, { detail }), requestId)
    const text = detail ?? (reason === 'tooLarge' ? tooLarge : undefined)
    return toResult(refusalReply(code.mns, text, site, { headers: event.headers, requestId }), requestId)
  }
}

const toResult = ({ status, headers, body }: Reply, requestId: string): HttpResult => ({
  statusCode: status,
  headers: { ...headers, 'x-request-id': requestId },
  body,
})
