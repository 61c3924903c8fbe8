import type { SluiceClient } from '../../client/index.ts'
import { CommandError } from '../exit.ts'
import type { Schema } from './schema.ts'

/** What a queue may be called and which settings it takes, as the server itself describes them. */
export type Rules = { name: Schema; settings: Schema }

type Described = {
  paths?: Record<string, { put?: { parameters?: Parameter[]; requestBody?: { content?: Record<string, Media> } } }>
}
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
  const { put } = (document as Described).paths?.['/v1/queues/{queue}'] ?? {}
  const name = put?.parameters?.find(parameter => parameter.name === 'queue')?.schema
  const settings = put?.requestBody?.content?.['application/json']?.schema
  return name && settings && { name, settings }
}
