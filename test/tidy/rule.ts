/** Every text file of the project that a rule may look at: path from the root, with `/`, to its text. */
export type Tree = ReadonlyMap<string, string>

/** A convention, as a function that finds what breaks it, and small trees in which it has to find something. */
export type Rule = {
  says: string
  find: (tree: Tree) => string[]
  /** Each tree breaks the rule once; `finding` is a part of what is said of it. */
  sees: readonly { tree: Record<string, string>; finding: string }[]
}

/** `path:line: what` for every match, a line each. */
export function findLines(tree: Tree, isIn: (path: string) => boolean, pattern: RegExp, what: string): string[] {
  return [...tree]
    .filter(([path]) => isIn(path))
    .flatMap(([path, source]) =>
      source
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${what}: ${line.trim()}`] : [])),
    )
}

export const isTest = (path: string): boolean => path.startsWith('test/') || path.endsWith('.test.ts')
