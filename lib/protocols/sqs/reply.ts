import type { Reply } from '../../http/message.ts'
import { escapeXml } from '../../xmlText.ts'
import { errors, type SqsError } from './errors.ts'
import type { Operation } from './operation.ts'
import { jsonOf } from './writeJson.ts'
import { xmlOf } from './writeXml.ts'

/** The two wire forms of the protocol. */
export type Form = 'json' | 'query'

const namespace = 'http://queue.amazonaws.com/doc/2012-11-05/'
const jsonHeaders = (requestId: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amzn-requestid': requestId,
})
const xmlHeaders = (requestId: string) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId })
const declaration = '<?xml version="1.0"?>\n'

const faultOf = (status: number): 'Sender' | 'Receiver' => (status < 500 ? 'Sender' : 'Receiver')

/** An answer to an operation. */
export function answerOf(
  form: Form,
  { name, output }: Pick<Operation, 'name' | 'output'>,
  value: Record<string, unknown>,
  requestId: string,
): Reply {
  if (form === 'json')
    return { status: 200, headers: jsonHeaders(requestId), body: JSON.stringify(jsonOf(output ?? {}, value)) }
  const result = output === undefined ? '' : elementOf(`${name}Result`, xmlOf(output, value))
  const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`
  const body = `${declaration}<${name}Response xmlns="${namespace}">${result}${metadata}</${name}Response>`
  return { status: 200, headers: xmlHeaders(requestId), body }
}

const elementOf = (name: string, content: string): string =>
  content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`

/** A refusal, or a fault of ours. */
export function errorReply(form: Form, error: SqsError, requestId: string): Reply {
  const { code, status } = errors[error.shape]
  return form === 'json' ? jsonError(error, code, status, requestId) : xmlError(error, code, status, requestId)
}

function jsonError({ shape, message }: SqsError, code: string, status: number, requestId: string): Reply {
  const headers = { ...jsonHeaders(requestId), 'x-amzn-query-error': `${code};${faultOf(status)}` }
  return { status, headers, body: JSON.stringify({ __type: `com.amazonaws.sqs#${shape}`, message }) }
}

function xmlError({ queryText }: SqsError, code: string, status: number, requestId: string): Reply {
  const error = `<Error><Type>${faultOf(status)}</Type><Code>${code}</Code><Message>${escapeXml(queryText)}</Message><Detail/></Error>`
  const id = `<RequestId>${escapeXml(requestId)}</RequestId>`
  const body = `${declaration}<ErrorResponse xmlns="${namespace}">${error}${id}</ErrorResponse>`
  return { status, headers: xmlHeaders(requestId), body }
}

/** What a path without an action answers. */
export const unknownPage = (requestId: string): Reply => ({
  status: 404,
  headers: xmlHeaders(requestId),
  body: '<UnknownOperationException/>\n',
})
