import type { Clock } from '../../domain/clock.ts'
import type { Send } from './send.ts'

export type TableNames = { messages: string; documents: string }

/** What it takes to look into a lane. */
export type Reading = { send: Send; tables: TableNames; clock: Clock }
