import { limits } from '../../lib/domain/limits.ts'
import { nativeProblems } from '../../lib/protocols/native/problems.ts'
import { routes } from '../../lib/protocols/native/routes.ts'
import type { Rule, Tree } from './rule.ts'

/** The cells of each table row whose first cell is a name in back quotes. */
export const rowsOf = (page: string): string[][] =>
  page
    .split('\n')
    .filter(line => /^\| `\w+` \|/.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )

/** What stands on one side only. */
const difference = (page: readonly string[], code: readonly string[], name: string): string[] => [
  ...code.filter(entry => !page.includes(entry)).map(entry => `${name} lacks: ${entry}`),
  ...page.filter(entry => !code.includes(entry)).map(entry => `${name} says, and the code does not: ${entry}`),
]

const pageOf = (tree: Tree, path: string): string => tree.get(path) ?? ''

/** The page as the code has it, without one of its lines. */
const without = (lines: readonly string[]): string => lines.slice(1).join('\n')

const problemLines = Object.entries(nativeProblems).map(
  ([code, { status, retryable }]) => `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} |`,
)

export const problemPage: Rule = {
  says: 'the page of problems lists every code with its status, and no other',
  find: tree =>
    difference(
      rowsOf(pageOf(tree, 'docs/reference/problems.md')).map(cells => `| ${cells.slice(0, 3).join(' | ')} |`),
      problemLines,
      'problems.md',
    ),
  sees: [
    { tree: { 'docs/reference/problems.md': without(problemLines) }, finding: 'problems.md lacks: | `InvalidInput`' },
    {
      tree: { 'docs/reference/problems.md': [...problemLines, '| `Invented` | 418 | no |'].join('\n') },
      finding: 'problems.md says, and the code does not: | `Invented` | 418 | no |',
    },
  ],
}

const limitLines = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value.toLocaleString('en')} |`)

export const limitPage: Rule = {
  says: 'the page of limits lists every limit with its value, and no other',
  find: tree =>
    difference(
      rowsOf(pageOf(tree, 'docs/reference/limits.md')).map(cells => `| ${cells.slice(0, 2).join(' | ')} |`),
      limitLines,
      'limits.md',
    ),
  sees: [
    {
      tree: { 'docs/reference/limits.md': without(limitLines) },
      finding: 'limits.md lacks: | `queueNameCharactersMax`',
    },
    {
      tree: { 'docs/reference/limits.md': [...limitLines, '| `inventedMax` | 1 |'].join('\n') },
      finding: 'limits.md says, and the code does not: | `inventedMax` | 1 |',
    },
  ],
}

const sectionLines = routes.map(({ id, method, path, problems }) => `${id}: ${method} ${path}: ${problems.join(', ')}`)

/** Heading, route and refusals of each section that has a route; sizes and times are checked in between. */
function sectionsOf(page: string): string[] {
  return page.split(/^## /m).flatMap(section => {
    const [, id, route] = section.match(/^(\w+)\n\n`([A-Z]+ \S+)`\n/) ?? []
    const refusals = section.split('\nRefusals')[1]?.split('\n\n')[0] ?? ''
    const codes = [...refusals.matchAll(/`(\w+)`/g)].map(match => match[1]).filter(code => code !== 'InvalidInput')
    return id === undefined ? [] : [`${id}: ${route}: ${codes.join(', ')}`]
  })
}

const sectionText = ({ id, method, path, problems }: (typeof routes)[number]): string =>
  `## ${id}\n\n\`${method} ${path}\`\n\nRefusals: ${problems.map(code => `\`${code}\``).join(', ')}\n`

export const apiPage: Rule = {
  says: 'the page of the API has a section for every route, with its refusals in order',
  find: tree => difference(sectionsOf(pageOf(tree, 'docs/reference/api.md')), sectionLines, 'api.md'),
  sees: [
    {
      tree: { 'docs/reference/api.md': routes.slice(1).map(sectionText).join('\n') },
      finding: 'api.md lacks: publish:',
    },
    {
      tree: { 'docs/reference/api.md': `${routes.map(sectionText).join('\n')}\n## invented\n\n\`GET /v2\`\n` },
      finding: 'api.md says, and the code does not: invented: GET /v2: ',
    },
  ],
}
