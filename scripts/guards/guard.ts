/** One condition or one line of the product that a promise hangs on, and what the code says without it. */
export type Guard = {
  /** What it keeps, in words. */
  keeps: string
  /** From the root of the project. */
  file: string
  /** Stands exactly once in the file. */
  code: string
  broken: string
  /** Test files of which at least one test has to fail once the guard is broken. */
  tests: readonly string[]
}

export type Row = readonly [keeps: string, code: string, broken: string]

/** Guards of one file, held by the same tests. */
export const guardsOf = (file: string, tests: readonly string[], rows: readonly Row[]): Guard[] =>
  rows.map(([keeps, code, broken]) => ({ keeps, file, code, broken, tests }))

/** The source without the guard; undefined when the guard does not stand there exactly once. */
export function withoutGuard(source: string, { code, broken }: Guard): string | undefined {
  const at = source.indexOf(code)
  if (at < 0 || source.indexOf(code, at + 1) >= 0) return undefined
  return source.slice(0, at) + broken + source.slice(at + code.length)
}
