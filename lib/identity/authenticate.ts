import type { Request } from '../http/message.ts'
import type { Caller } from './caller.ts'

/** Finds out who sends a request. Throws a Refusal where nobody can tell, or where it is nobody of ours. */
export type Authenticate = (request: Request) => Promise<Caller>
