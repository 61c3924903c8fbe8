import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { version } from '../../../version.ts'
import type { ObjectSchema, Operation, ReplySpec } from '../operation.ts'
import { type NativeCode, nativeProblems } from '../problems.ts'

type JsonObject = { [key: string]: unknown }

// The schemas carry a few checks that JSON Schema has no word for (a date that exists); the prose says those.
function schemaOf(schema: v.GenericSchema): JsonObject {
  const { $schema, ...rest } = toJsonSchema(schema as never, { errorMode: 'ignore', typeMode: 'input' })
  return rest as JsonObject
}

function parametersOf(place: 'path' | 'query', { entries }: ObjectSchema): JsonObject[] {
  return Object.entries(entries).map(([name, entry]) => parameter(place, name, entry as v.GenericSchema))
}

function parameter(place: string, name: string, schema: v.GenericSchema): JsonObject {
  const { description, ...rest } = schemaOf(schema)
  return {
    name,
    in: place,
    required: place === 'path',
    ...(description !== undefined && { description }),
    schema: rest,
  }
}

const headerParameters = ({ headers = {} }: Operation): JsonObject[] =>
  Object.entries(headers).map(([name, schema]) => parameter('header', name, schema))

function replyOf({ description, schema, contentType, headers = {} }: ReplySpec): JsonObject {
  const reply: JsonObject = { description, headers: headersOf(headers) }
  if (schema !== undefined) reply.content = { 'application/json': { schema: schemaOf(schema) } }
  if (contentType !== undefined) reply.content = { [contentType]: { schema: { type: 'string' } } }
  return reply
}

const requestIdHeader = { 'x-request-id': 'Names this request in our log.' }

const retryAfterHeader = { 'retry-after': 'The seconds to pause before the request is repeated; not with every code.' }

const headersOf = (headers: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...headers, ...requestIdHeader }).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' } },
    ]),
  )

// What any route may answer before its own rules come to speak.
const commonProblems = ({ bodySchema, open }: Operation): NativeCode[] => [
  ...(open
    ? []
    : (['MissingCredentials', 'MalformedCredentials', 'UnknownKey', 'ExpiredKey', 'WrongSignature'] as const)),
  'Forbidden',
  ...(bodySchema === undefined ? [] : (['BodyTooLarge', 'UnsupportedMediaType', 'MalformedJson'] as const)),
  'InvalidInput',
  'StoreBusy',
  'ShuttingDown',
  'Internal',
]

/** Every code an operation may answer. */
export const problemsOf = (operation: Operation): NativeCode[] => [...commonProblems(operation), ...operation.problems]

function problemReplies(operation: Operation): JsonObject {
  const byStatus = Map.groupBy(problemsOf(operation), code => nativeProblems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map(code => `\`${code}\`: ${nativeProblems[code].title}`).join(' '),
        headers: headersOf(codes.some(code => nativeProblems[code].retryAfterSeconds) ? retryAfterHeader : {}),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
          },
        },
      },
    ]),
  )
}

function operationOf(operation: Operation): JsonObject {
  const { id, summary, description, pathSchema, querySchema, bodySchema, bodyRequired = false } = operation
  const replies = Object.entries(operation.replies).map(([status, reply]) => [status, replyOf(reply)])
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(operation.open && { security: [] }),
    parameters: [
      ...parametersOf('path', pathSchema),
      ...parametersOf('query', querySchema),
      ...headerParameters(operation),
    ],
    ...(bodySchema !== undefined && {
      requestBody: { required: bodyRequired, content: { 'application/json': { schema: schemaOf(bodySchema) } } },
    }),
    responses: { ...Object.fromEntries(replies), ...problemReplies(operation) },
  }
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'detail', 'retryable', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(nativeProblems) },
    detail: { type: 'string' },
    retryable: { type: 'boolean', description: 'The same request may succeed later.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description: 'JSON pointer into the body; or /path, /query, /header and the name.',
          },
          detail: { type: 'string' },
          limit: { description: 'The bound that was broken.' },
          got: { description: 'What was given.' },
        },
      },
    },
    results: {
      type: 'array',
      description: 'With PartlyPublished: for each message its id, or the code of why it was not stored.',
      items: { type: 'object', properties: { id: { type: 'string' }, code: { type: 'string' } } },
    },
  },
}

/** The native API as an OpenAPI 3.1 document, made from the routes and the very schemas that validate. */
export function openapiDocument(routes: readonly Operation[]): JsonObject {
  const byPath = Map.groupBy(routes, ({ path }) => path)
  const paths = [...byPath].map(([path, operations]) => [
    path,
    Object.fromEntries(operations.map(operation => [operation.method.toLowerCase(), operationOf(operation)])),
  ])
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries(paths),
    security: [{ accessKey: [] }],
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        accessKey: { type: 'http', scheme: 'bearer', description: 'ID.SECRET of an access key, where auth is on.' },
      },
    },
  }
}
