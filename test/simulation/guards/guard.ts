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
export const guard = (invariant: string, keeps: string, ...edits: Edit[]): Guard => ({ invariant, keeps, edits })
