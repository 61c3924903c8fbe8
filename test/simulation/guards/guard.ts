import type { Check } from '../chronicle.ts'

/** One edit of one file. The code stands exactly once in it. */
export type Edit = { file: string; code: string; broken: string }

/** What an invariant of the data model hangs on, and the edits without which it is gone: one, or two that watch each other. */
export type Guard = { invariant: string; keeps: string; edits: readonly Edit[] }

export const dynamo = (name: string, code: string, broken: string): Edit => ({
  file: `lib/store/dynamo/${name}.ts`,
  code,
  broken,
})
export const action = (name: string, code: string, broken: string): Edit => ({
  file: `lib/actions/${name}.ts`,
  code,
  broken,
})
export const domain = (name: string, code: string, broken: string): Edit => ({
  file: `lib/domain/${name}.ts`,
  code,
  broken,
})
/** Which checks are there to see an invariant broken: another one may fail too, but shows nothing. */
export const witnesses: Readonly<Record<string, readonly Check[]>> = {
  J1: ['twoReceipts', 'leasedEarly', 'attempts', 'lost', 'cameBack', 'twoAddresses', 'answer'],
  J2: ['lost', 'purged', 'body', 'fault'],
  J3: ['lost'],
  J4: ['lateEmpty'],
  J5: ['twoAddresses', 'lost', 'answer'],
  J6: ['twoReceipts', 'attempts', 'body'],
  J7: ['expired', 'purged'],
  I32: ['order', 'leasedEarly', 'lost', 'answer'],
  I33: ['answer'],
  I34: ['requestKey', 'lost'],
  I35: ['answer'],
  I31: ['aside', 'attempts', 'cameBack'],
  I37: ['lost', 'twoAddresses', 'requestKey', 'cameBack'],
}

export const guard = (invariant: string, keeps: string, ...edits: Edit[]): Guard => ({ invariant, keeps, edits })
