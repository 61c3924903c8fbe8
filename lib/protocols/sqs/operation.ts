import type { Request } from '../../http/message.ts'
import type { PerformFor } from '../../identity/perform.ts'
import type { Limits } from './limits.ts'
import type { Members, Valued } from './shapes.ts'
import type { Site } from './site.ts'

export type Context = {
  perform: PerformFor
  /** Where queues have their addresses, as this caller sees them. */
  site: Site
  limits: Limits
  request: Request
}

/** The queue that the request is about, for operations that are about one. */
type Handle<Input extends Members, Output extends Members> = (
  input: Valued<Input>,
  context: Context,
  queue: string,
) => Promise<Valued<Output>>

export type OperationShape<Input extends Members, Output extends Members> = {
  name: string
  input: Input
  /** Absent: the answer has no members, and in the Query form no result element. */
  output?: Output
  /** Whether the request names a queue by its URL, or in the Query form by its path. */
  ofQueue: boolean
  handle: Handle<Input, Output>
}

export type Operation = Omit<OperationShape<Members, Members>, 'handle'> & {
  handle: (input: never, context: Context, queue: string) => Promise<Record<string, unknown>>
}

/** One operation, its handler typed by its shapes. */
export const operation = <Input extends Members, Output extends Members = Record<never, never>>(
  shape: OperationShape<Input, Output>,
): Operation => shape as unknown as Operation
