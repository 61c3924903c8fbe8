import * as v from 'valibot'
import { limits } from '../../domain/limits.ts'
import type { NewMessage } from '../../domain/newMessage.ts'
import { type FieldProblem, invalid } from '../../domain/problem.ts'
import { type TraceHeaders, traceOfHeaders } from '../../domain/trace.ts'
import { decodeMessage, lostAttributes, type MessageInput } from './messageFields.ts'
import { validate } from './validate.ts'

export const idempotencyKey = v.pipe(
  v.string(),
  v.regex(new RegExp(`^[\\x21-\\x7e]{1,${limits.requestKeyCharactersMax}}$`)),
  v.description(
    'A name of your own for this call, 1 to 255 visible ASCII characters. For 24 hours the same call with the same key ' +
      'answers the same ids and stores nothing again.',
  ),
)

export function requestKeyOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = headers['idempotency-key']
  return key === undefined ? undefined : validate(idempotencyKey, key, ['header', 'idempotency-key'])
}

/** The messages of a publish, or InvalidInput with all that their schema cannot say. Those that say nothing of a trace have that of the request. */
export function decodeMessages(
  inputs: readonly MessageInput[],
  raw: readonly unknown[],
  headers: TraceHeaders,
): NewMessage[] {
  const trace = traceOfHeaders(headers)
  const problems: FieldProblem[] = []
  const messages = inputs.map((input, index) => {
    const decoded = decodeMessage(input)
    for (const problem of decoded.problems) problems.push({ ...problem, path: ['messages', index, ...problem.path] })
    problems.push(...lostAttributes(raw[index], ['messages', index]))
    return { trace, ...decoded.message } as NewMessage
  })
  if (problems.length > 0) throw invalid(...problems)
  return messages
}
