import type { SluiceClient } from '../../client/index.ts'
import { CommandError } from '../exit.ts'
import type { Schema } from './schema.ts'

/** What a queue may be called and which settings it takes, as the server itself describes them. */
export type Rules = { name: Schema; settings: Schema; trigger?: Omit<Rules, 'trigger'> | undefined }

type Described = { paths?: Record<string, { put?: Operation; patch?: Operation }> }
type Operation = { parameters?: Parameter[]; requestBody?: { content?: Record<string, Media> } }
type Parameter = { name: string; schema?: Schema }
type Media = { schema?: Schema }

/** Asks the server, so that a file is judged by the limits of the server that it goes to. */
export async function readRules(client: SluiceClient): Promise<Rules> {
  const rules = rulesIn(await client.openapi())
  if (rules !== undefined) return rules
  throw new CommandError('failed', 'The server does not describe its queues: is it a Sluice server?')
}

/** Undefined in a document that does not say how a queue is put. */
export function rulesIn(document: unknown): Rules | undefined {
  const { paths } = document as Described
  const queue = rulesOf(paths?.['/v1/queues/{queue}']?.put, 'queue')
  // What may be left out of a change may be left out of a file.
  return queue && { ...queue, trigger: rulesOf(paths?.['/v1/queues/{queue}/triggers/{trigger}']?.patch, 'trigger') }
}

function rulesOf(operation: Operation | undefined, of: string): Omit<Rules, 'trigger'> | undefined {
  const name = operation?.parameters?.find(parameter => parameter.name === of)?.schema
  const settings = operation?.requestBody?.content?.['application/json']?.schema
  return name && settings && { name, settings }
}
