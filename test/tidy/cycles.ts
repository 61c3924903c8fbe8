import { importsOf } from './imports.ts'
import type { Rule, Tree } from './rule.ts'

function graphOf(tree: Tree): Map<string, string[]> {
  const graph = new Map<string, string[]>()
  for (const { from, target, isOurs } of importsOf(tree))
    if (isOurs) graph.set(from, [...(graph.get(from) ?? []), target])
  return graph
}

/** Depth first; meeting a file that is still on the way here closes a cycle. */
function find(tree: Tree): string[] {
  const graph = graphOf(tree)
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file)
    if (at >= 0) found.push([...way.slice(at), file].join(' → '))
    if (at >= 0 || done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...way, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}

export const cycles: Rule = {
  says: 'no file imports itself by any way round, types included',
  find,
  sees: [
    {
      tree: { 'a.ts': "import { b } from './b.ts'\n", 'b.ts': "import type { A } from './a.ts'\n" },
      finding: 'a.ts → b.ts → a.ts',
    },
    {
      tree: {
        'x/a.ts': "export * from '../b.ts'\n",
        'b.ts': "import { type C,\n  d } from './c.ts'\n",
        'c.ts': "const a = await import('./x/a.ts')\n",
      },
      finding: 'x/a.ts → b.ts → c.ts → x/a.ts',
    },
    { tree: { 'a.ts': "import './a.ts'\n" }, finding: 'a.ts → a.ts' },
  ],
}
