import * as v from 'valibot'
import type { ActionName, InputOf, OutputOf } from '../../actions/actions.ts'
import type { Reply, Request } from '../../http/message.ts'
import type { Exchange } from '../../identity/exchange.ts'
import type { NativeCode } from './problems.ts'

/** The function that serves a route; each has rights of its own (architecture, "The functions"). */
export type FunctionName = 'publish' | 'poll' | 'ack' | 'manage'

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

export type ObjectSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>

/** An action performed for whoever sent the request. */
export type PerformFor = <Name extends ActionName>(name: Name, input: InputOf<Name>) => Promise<OutputOf<Name>>

export type ReplySpec = {
  description: string
  /** Absent: no content. Given: what the body is, checked against real answers in tests. */
  schema?: v.GenericSchema
  contentType?: string
  /** Header names this reply carries, with what they mean. */
  headers?: Readonly<Record<string, string>>
}

export type Context<Path, Query, Body> = {
  path: Path
  query: Query
  body: Body
  /** The body before validation. */
  rawBody: unknown
  request: Request
  /** Milliseconds on the queues' clock. */
  nowMs: () => number
  perform: PerformFor
  /** Gives keys for a role of AWS to whoever proves to be it. */
  exchange: Exchange
}

/** What a row of the native API takes, and what it answers. The document is generated from these. */
export type OperationShape = {
  id: string
  method: Method
  /** With parameters in braces, as in OpenAPI. */
  path: string
  function: FunctionName
  summary: string
  description?: string
  /** Answers whoever asks: nobody has to say who they are. */
  open?: true
  /** Request headers with a meaning here: name, in lower case, to schema. */
  headers?: Readonly<Record<string, v.GenericSchema>>
  /** False: the body may be left out, and stands for an empty object. */
  bodyRequired?: boolean
  replies: Readonly<Record<number, ReplySpec>>
  /** In order of precedence. */
  problems: readonly NativeCode[]
}

export type Operation = OperationShape & {
  pathSchema: ObjectSchema
  querySchema: ObjectSchema
  bodySchema?: v.GenericSchema | undefined
  handle: (context: Context<never, never, never>) => Promise<Reply> | Reply
}

const nothing = v.strictObject({})

type Definition<
  Path extends ObjectSchema,
  Query extends ObjectSchema,
  Body extends v.GenericSchema,
> = OperationShape & {
  pathSchema?: Path
  querySchema?: Query
  bodySchema?: Body
  handle: (context: Context<v.InferOutput<Path>, v.InferOutput<Query>, v.InferOutput<Body>>) => Promise<Reply> | Reply
}

/** One row, its handler typed by its schemas. */
export const operation = <Path extends ObjectSchema, Query extends ObjectSchema, Body extends v.GenericSchema>(
  definition: Definition<Path, Query, Body>,
): Operation => ({ pathSchema: nothing, querySchema: nothing, ...definition }) as Operation
