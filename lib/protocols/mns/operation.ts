import type { Request } from '../../http/message.ts'
import type { PerformFor } from '../../identity/perform.ts'
import type { Query } from './query.ts'
import type { Site } from './site.ts'
import type { Element } from './xml/element.ts'

/** A request, read as far as all operations have it in common. */
export type Call = {
  perform: PerformFor
  site: Site
  headers: Request['headers']
  query: Query
  /** The root of its document; undefined where it brings none. */
  body: Element | undefined
  /** What the path names: a queue, or a topic and a subscription. */
  names: readonly string[]
}

export type Answered = {
  status: 200 | 201 | 204 | 404 | 500
  /** A whole document. */
  body?: string | undefined
  /** Where what was made is. */
  location?: string | undefined
}

export type Operation = (call: Call) => Promise<Answered>

export const done: Answered = { status: 204 }
