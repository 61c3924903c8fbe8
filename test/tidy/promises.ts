import { guards } from '../../scripts/guards/index.ts'
import type { Rule, Tree } from './rule.ts'

type Row = { invariant: string; test: string; title: string; file: string; code: string }

const rowPattern = /^\| [^|]+ \| (I\d+) \| `([^`]+)` "([^"]+)" \| `([^`]+)` `([^`]+)` \|$/

function toRow(line: string): Row | undefined {
  const [, invariant, test, title, file, code] = line.match(rowPattern) ?? []
  return invariant === undefined
    ? undefined
    : { invariant, test: test!, title: title!, file: file!, code: plain(code!) }
}

// A bar inside a cell is written with a backslash before it.
const plain = (cell: string): string => cell.replaceAll('\\|', '|')

const page = 'docs/promises.md'

const linesOf = (tree: Tree): string[] =>
  (tree.get(page) ?? '').split('\n').filter(line => /^\| (?!Promise )[^-]/.test(line))

const invariantsOf = (tree: Tree): string[] =>
  [...(tree.get('docs/invariants.md') ?? '').matchAll(/^- \*\*(I\d+)\*\*/gm)].map(match => match[1]!)

function faultsOf(tree: Tree, { invariant, test, title, file, code }: Row): string[] {
  const isListed = guards.some(guard => guard.file === file && guard.code.includes(code))
  return [
    ...(invariantsOf(tree).includes(invariant) ? [] : [`${invariant} is no invariant`]),
    ...((tree.get(test) ?? '').includes(title) ? [] : [`${test} has no test "${title}"`]),
    ...((tree.get(file) ?? '').includes(code) ? [] : [`${file} does not say: ${code}`]),
    ...(isListed ? [] : [`scripts/guards does not break: ${file}: ${code}`]),
  ]
}

function find(tree: Tree): string[] {
  const lines = linesOf(tree)
  const rows = lines.map(toRow)
  const kept = rows.map(row => row?.invariant)
  return [
    ...lines.filter((_, index) => rows[index] === undefined).map(line => `not a row as the others: ${line}`),
    ...lines.filter((line, index) => lines.indexOf(line) < index).map(line => `stands twice: ${line}`),
    ...rows.flatMap(row => (row === undefined ? [] : faultsOf(tree, row))),
    ...invariantsOf(tree)
      .filter(invariant => !kept.includes(invariant))
      .map(invariant => `${invariant} has no promise`),
  ]
}

// A row that is right, out of which each fault is made.
const { file, code } = guards[0]!
const right: Record<string, string> = {
  [page]: `| Promise | Invariant |\n|---|---|\n| A | I1 | \`a.test.ts\` "keeps" | \`${file}\` \`${code}\` |`,
  'docs/invariants.md': '- **I1** One.',
  'a.test.ts': "test('keeps', …",
  [file]: code,
}
const wrong = (finding: string, change: Record<string, string>) => ({ tree: { ...right, ...change }, finding })

export const promises: Rule = {
  says: 'every promise stands once, has an invariant, a test and a guard that was broken, and every invariant a promise',
  find,
  sees: [
    wrong('has no test "keeps"', { 'a.test.ts': "test('other', …" }),
    wrong('does not say', { [file]: '' }),
    wrong('I2 has no promise', { 'docs/invariants.md': '- **I1** One.\n- **I2** Two.' }),
    wrong('I1 is no invariant', { 'docs/invariants.md': '' }),
    wrong('does not break: a.ts: x()', { [page]: '| A | I1 | `a.test.ts` "keeps" | `a.ts` `x()` |', 'a.ts': 'x()' }),
    wrong('stands twice: | A', { [page]: [right[page], right[page]!.split('\n').at(-1)].join('\n') }),
    wrong('not a row as the others: | B | I1 | somewhere |', { [page]: `${right[page]}\n| B | I1 | somewhere |` }),
  ],
}
