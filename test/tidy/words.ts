import { findLines, isTest, type Rule } from './rule.ts'

const isCode = (path: string): boolean => /\.(ts|mjs)$/.test(path)

// One letter of each word stands in brackets, or this file would be the first finding.

export const leftovers: Rule = {
  says: 'nothing is left for later in the code: a plan is an issue',
  find: tree =>
    findLines(tree, path => isCode(path) || /\.(yml|md)$/.test(path), /\b(TOD[O]|FIXM[E]|XX[X])\b/, 'left for later'),
  sees: [
    { tree: { 'lib/a.ts': `// ${'TO'}DO: later` }, finding: 'lib/a.ts:1: left for later' },
    { tree: { 'docs/a.md': `${'FIX'}ME` }, finding: 'docs/a.md:1: left for later' },
  ],
}

const inTests = (path: string): boolean => isCode(path) && isTest(path)

export const lonelyTests: Rule = {
  says: 'no test runs alone',
  find: tree => findLines(tree, inTests, /\b(test|it|describe)\.onl[y]\b/, 'runs alone'),
  sees: [{ tree: { 'lib/a.test.ts': `test${'.only'}('x')` }, finding: 'lib/a.test.ts:1: runs alone' }],
}

const skips = /\b(test|it|describe)\.(ski[p]|skipI[f]|tod[o]|runI[f])\b|\bcontext\.ski[p]\(/

function unreasonedSkips(source: string): number[] {
  const lines = source.split('\n')
  return lines.flatMap((line, index) =>
    skips.test(line) && !/\/\/ \w+/.test(lines[index - 1] ?? '') ? [index + 1] : [],
  )
}

export const skippedTests: Rule = {
  says: 'a test that may be skipped says why on the line above',
  find: tree =>
    [...tree]
      .filter(([path]) => inTests(path))
      .flatMap(([path, source]) => unreasonedSkips(source).map(line => `${path}:${line}: skipped without a reason`)),
  sees: [
    { tree: { 'test/a.ts': `\ndescribe${'.skip'}('x')` }, finding: 'test/a.ts:2: skipped without a reason' },
    { tree: { 'test/a.ts': `\ntest${'.skipIf'}(x)('x')` }, finding: 'test/a.ts:2: skipped without a reason' },
  ],
}

const machinePath = /(?<![\w.$}])\/(wor[k]|hom[e]|User[s]|roo[t]|privat[e]|tm[p])\/|[A-Z]:\\+User[s]/
const registry = /(registr[y]|artifactor[y]|nexu[s]|verdacci[o])[\w.-]*\.[a-z]{2,}(:\d+)?\/|"resolve[d]": "http/i

export const traces: Rule = {
  says: 'no file says on which machine it was made, nor from which registry',
  find: tree => [
    ...findLines(tree, () => true, machinePath, 'a path of one machine'),
    ...findLines(tree, () => true, registry, 'the host of a registry'),
  ],
  sees: [
    { tree: { 'lib/a.ts': `open('/${'home'}/me/x')` }, finding: 'lib/a.ts:1: a path of one machine' },
    { tree: { 'docs/a.md': `cd /${'tmp'}/x` }, finding: 'docs/a.md:1: a path of one machine' },
    { tree: { 'package-lock.json': `"${'resolved'}": "https://x"` }, finding: 'package-lock.json:1: the host of' },
    { tree: { 'a.md': `https://${'registry'}.example.com/x` }, finding: 'a.md:1: the host of a registry' },
  ],
}
