import type { DeadLetterInput, QueueSettings } from './wire.ts'

/** What is left out stays, also within `deadLetter` and `ordered`. */
export type QueueChange = Omit<QueueSettings, 'deadLetter'> & { deadLetter?: DeadLetterChange | null | undefined }

/** A first rule needs `queue` and `maxAttempts`. */
export type DeadLetterChange = { [Name in keyof DeadLetterInput]?: DeadLetterInput[Name] | undefined }
