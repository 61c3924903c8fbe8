import { isUtf8 } from 'node:buffer'
import type { Request } from '../../http/message.ts'
import { SqsError } from './errors.ts'
import type { Operation } from './operation.ts'
import { readMembers } from './readJson.ts'
import { type Node, readParameters, toTree } from './readQuery.ts'
import type { Form } from './reply.ts'

/** A request whose wire form is known: which operation it names, and how its input is read. */
export type Named = {
  form: Form
  /** Undefined: it names none. */
  name: string | undefined
  read: (operation: Operation) => Record<string, unknown>
  /** The URL that names the queue where no member does: the request's own path. */
  pathUrl: string | undefined
}

const target = /^AmazonSQS\.(\w+)$/
const jsonType = /^application\/x-amz-json-1\.[01]\b/i

/** Header or content type tell JSON from Query; the path never does (reference, 1.1). */
export function formOf({ headers }: Request): Form {
  const isJson = headers['x-amz-target'] !== undefined || jsonType.test(headers['content-type'] ?? '')
  return isJson ? 'json' : 'query'
}

const malformed = (text: string): SqsError => new SqsError('SerializationException', text)

function textOf(body: Request['body']): string {
  if (body === undefined) return ''
  if (typeof body !== 'string' && !isUtf8(body)) throw malformed('The body is not valid UTF-8.')
  return typeof body === 'string' ? body : Buffer.from(body).toString()
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch (error) {
    throw malformed(`The body is not JSON: ${(error as SyntaxError).message.slice(0, 200)}`)
  }
}

const namedByJson = ({ headers, body }: Request): Named => ({
  form: 'json',
  name: headers['x-amz-target']?.match(target)?.[1],
  read: ({ input }) => readMembers(input, parseJson(textOf(body))),
  pathUrl: undefined,
})

const formType = /^application\/x-www-form-urlencoded\b/i

/** Parameters of the query string, which is always signed, and then of a form, which need not be: the first of a name counts. What a GET carries says nothing. */
function* parametersOf({ method, query, headers, body }: Request): Generator<[string, string]> {
  yield* query
  if (method !== 'GET' && formType.test(headers['content-type'] ?? 'application/x-www-form-urlencoded'))
    yield* new URLSearchParams(textOf(body))
}

function namedByQuery(request: Request): Named {
  const tree: Node = toTree(parametersOf(request))
  const name = tree.inner?.get('Action')?.value
  const pathUrl = request.path === '/' ? undefined : request.path
  return { form: 'query', name, read: ({ input }) => readParameters(input, tree), pathUrl }
}

/** Throws SerializationException for a form that cannot be read. */
export const readRequest = (request: Request, form: Form): Named =>
  form === 'json' ? namedByJson(request) : namedByQuery(request)
