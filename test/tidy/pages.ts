import { posix } from 'node:path'
import type { Rule, Tree } from './rule.ts'

type Link = { page: string; target: string; anchor: string | undefined }

/** Links to other pages and files; fenced and indented code is not prose. */
function linksOf(page: string, text: string): Link[] {
  const prose = text.replaceAll(/^( {4}|```[\s\S]*?^```).*$/gm, '').replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(match => match[1]!)
    .filter(link => !/^[a-z]+:/.test(link))
    .map(link => {
      const [path = '', anchor] = link.split('#')
      return { page, target: path === '' ? page : posix.join(posix.dirname(page), path), anchor }
    })
}

/** As the hosts of Markdown make them from headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

const anchorsOf = (text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(match => anchorOf(match[1]!))

function faultOf(tree: Tree, { target, anchor }: Link): string | undefined {
  const path = target.replace(/\/$/, '')
  const isFolder = [...tree.keys()].some(file => file.startsWith(`${path}/`))
  if (!tree.has(path) && !isFolder) return 'there is no such file'
  if (anchor !== undefined && !anchorsOf(tree.get(path) ?? '').includes(anchor)) return 'there is no such heading'
  return undefined
}

export const links: Rule = {
  says: 'every link between pages leads somewhere',
  find: tree =>
    [...tree]
      .filter(([path]) => path.endsWith('.md'))
      .flatMap(([path, text]) => linksOf(path, text))
      .flatMap(link => {
        const fault = faultOf(tree, link)
        return fault === undefined ? [] : [`${link.page} links to ${link.target}#${link.anchor ?? ''}: ${fault}`]
      }),
  sees: [
    { tree: { 'docs/a.md': '[b](b.md)' }, finding: 'docs/a.md links to docs/b.md#: there is no such file' },
    {
      tree: { 'docs/a.md': '[b](../b.md#x-y)', 'b.md': '# X' },
      finding: 'docs/a.md links to b.md#x-y: there is no such',
    },
    {
      tree: { 'a.md': '# One two\n[b](#one-two) [c](#one)' },
      finding: 'a.md links to a.md#one: there is no such heading',
    },
  ],
}

const adrs = (tree: Tree): string[] => [...tree.keys()].filter(path => /^docs\/adr\/\d{4}-/.test(path))

export const decisions: Rule = {
  says: 'every decision is listed, and numbers are given once',
  find(tree) {
    const list = tree.get('docs/adr/README.md') ?? ''
    const unlisted = adrs(tree).filter(path => !list.includes(`](${posix.basename(path)})`))
    const numbers = adrs(tree).map(path => posix.basename(path).slice(0, 4))
    const twice = numbers.filter((number, index) => numbers.indexOf(number) < index)
    return [
      ...unlisted.map(path => `${path} is not listed`),
      ...twice.map(number => `two decisions are number ${number}`),
    ]
  },
  sees: [
    {
      tree: { 'docs/adr/0001-a.md': '', 'docs/adr/README.md': '0001-a.md' },
      finding: 'docs/adr/0001-a.md is not listed',
    },
    {
      tree: { 'docs/adr/0001-a.md': '', 'docs/adr/0001-b.md': '', 'docs/adr/README.md': '](0001-a.md)](0001-b.md)' },
      finding: 'two decisions are number 0001',
    },
  ],
}
