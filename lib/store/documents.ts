export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * `version` grows with every write of the name, also across a removal and a new creation. `asOfMs`: when the store was
 * asked for what this says, by the wall clock of the process that asked; whatever was written after it may be missing.
 */
export type Document = { name: string; value: Json; version: number; asOfMs: number }
export type WriteOutcome = { kind: 'written'; version: number } | { kind: 'conflict' }

/** The control plane: small JSON records by kind and name, each with a version. */
export interface Documents {
  /**
   * The record as it stands, or, where an age is given, as it stood up to `maxAgeMs` (0 or more; default 0) ago: a
   * store that is far away may keep what it read. What this process wrote itself is never missing. That there is no such
   * record is always asked for anew.
   */
  read(kind: string, name: string, maxAgeMs?: number): Promise<Document | undefined>
  /** Writes if the stored version is the expected one; 'absent' creates. */
  write(kind: string, name: string, value: Json, expected: number | 'absent'): Promise<WriteOutcome>
  /** Removes if the stored version is the expected one. */
  remove(kind: string, name: string, expected: number): Promise<'removed' | 'conflict'>
  /**
   * Names with the prefix, after the name `after`, in the store's own order; at most `limit`. Names in ASCII, which is
   * what names are, stand in order of their letters; how others stand among them is left to the store (by UTF-16 code
   * units in process, by UTF-8 bytes in DynamoDB).
   */
  list(kind: string, page: { prefix: string; limit: number; after?: string | undefined }): Promise<Document[]>
}
